import { expect } from 'chai';
import request from 'supertest';
import { operationsOf } from '../fuzz/requests';
import { type Sent, statementsOf } from '../support/statements';
import { aFever, aReport, type Client, PEOPLE, World } from '../support/world';

/** What grows with the school, and with the days. */
const BIG = [
  ...['checkin_report', 'checkin_report_revision', 'checkin_enrolment', 'checkin_person', 'checkin_class_turn'],
  ...['checkin_review', 'checkin_audit', 'checkin_audit_subject'],
];
const STUDENTS = 1_000;
const DAYS = 40;

/** What may be read whole, and why. Reports may not: there is one for each student and day. */
const EXCEPTIONS: [table: string, sql: RegExp, why: string][] = [
  ['checkin_enrolment', /from_day. <= \?/, 'who was on the roster of a day, where the whole school is asked for'],
  [
    'checkin_enrolment',
    /order by .class_code/,
    'a page of a list is read in the order of the list, and ends with its limit',
  ],
  ['checkin_enrolment', /distinct|until_day/, 'which departments and classes there are, of the whole roster'],
  ['checkin_enrolment', /person_no. in \(/, 'so many are named that looking at all of them is quicker'],
  [
    'checkin_audit',
    /^select `a`\.\* from `checkin_audit` as `a` order by `a`\.`id` desc limit \?$/,
    'the last records of all',
  ],
  ['checkin_person', /instr\(/, 'a part of a name is found by looking at all names'],
  ['checkin_person', /join|in \(select/, 'the names of the whole school'],
];

/** Some students of a class on a day. */
interface Beside {
  campaignId: number;
  day: string;
  mine: readonly string[];
  place: { class_code: string };
}

describe('every query', () => {
  const world = new World();
  before(async () => {
    await world.open();
    await world.reset({ startsOn: '2020-12-13', trialUntil: '2020-12-14' });
    await fill();
  });
  after(async () => {
    await world.close();
  });

  /** Made-up students, all of whom reported on all days before today. */
  async function fill(): Promise<void> {
    const { knex } = world.database;
    const [campaign] = await knex('checkin_campaign');
    const numbers = Array.from({ length: STUDENTS }, (_, at) => String(201_700_000_000 + at));
    const place = (at: number) => ({ class_code: `17${1000 + Math.floor(at / 40)}`, department_code: `系${at % 7}` });
    const standing = { from_day: '2020-09-01', until_day: '9999-12-31', intake: 2017, status: '在读', category: '' };
    for (let from = 0; from < STUDENTS; from += 250) {
      const mine = numbers.slice(from, from + 250);
      const person = { person_type: 'student', name: '学生', updated_at: 1 };
      await knex('checkin_person').insert(mine.map((person_no) => ({ person_no, ...person })));
      await knex('checkin_enrolment').insert(
        mine.map((person_no, index) => ({ person_no, ...standing, ...place(from + index) })),
      );
      for (let day = 0; day < DAYS; day += 1) {
        const date = new Date(Date.parse('2020-12-13') + day * 864e5).toISOString().slice(0, 10);
        if (date >= world.today) break;
        const key = { campaign_id: campaign.id, day: date, status: 'normal', revision: 1, submitted_at: day };
        await knex('checkin_report').insert(mine.map((person_no) => ({ ...key, person_no, decisions: 0 })));
        const rest = { form_version: 1, sealed: '', receipt: 'R' };
        await knex('checkin_report_revision').insert(mine.map((person_no) => ({ ...key, ...rest, person_no })));
        await fillBeside({ campaignId: campaign.id, day: date, mine: mine.slice(0, 25), place: place(from) });
      }
    }
    if (knex.client.config.client === 'mysql2') for (const table of BIG) await knex.raw('analyze table ??', [table]);
    else await knex.raw('analyze');
  }

  /** What comes with the reports of a day: reviews of some, who looked at them, and that their class has changed. */
  async function fillBeside({ campaignId, day, mine, place }: Beside): Promise<void> {
    const { knex } = world.database;
    const report = { campaign_id: campaignId, day };
    const decision = { sequence: 1, revision: 1, decision: 'confirm', from_status: 'pending', to_status: 'confirmed' };
    const reviewer = {
      note: '',
      reviewer_no: '10011',
      reviewer_name: '林老师',
      reviewer_duty: '班主任',
      decided_at: 1,
    };
    await knex('checkin_review').insert(mine.map((person_no) => ({ ...report, person_no, ...decision, ...reviewer })));
    const audits = mine.map((person_no) => ({ id: `${day}-${person_no}`, person_no }));
    const audit = { at: 1, actor_no: '10011', actor_name: '林老师', action: 'report.read', people: 1, detail: '{}' };
    await knex('checkin_audit').insert(audits.map(({ id }) => ({ id, ...audit })));
    await knex('checkin_audit').insert(audits.map(({ id: about }) => ({ id: `${about}-1`, about, ...audit })));
    await knex('checkin_audit_subject').insert(audits.map(({ id: audit_id, person_no }) => ({ audit_id, person_no })));
    const { class_code } = place;
    await knex('checkin_class_turn').insert({ ...report, roster: 1, class_code, lane: 1, turn: 1 });
  }

  /** What everybody does on an ordinary morning, and every page and list that there is to read. */
  async function walk(): Promise<void> {
    const wang = await world.as(PEOPLE.wang);
    await wang.submit(aFever());
    await wang.submit(aFever({ note: '咳嗽' }));
    await (await world.as(PEOPLE.li)).submit(aReport());
    const office = await world.as(PEOPLE.office);
    await office.decide('confirm', PEOPLE.wang);
    await office.post('/api/campaigns/winter/reminders', { date: world.today });
    const contact = await world.as(PEOPLE.contact);
    await contact.post(`/api/campaigns/winter/briefs/2021-01-20/${encodeURIComponent('航制')}/submission`, {});
    for (const reader of [office, contact, await world.as(PEOPLE.teacher), wang]) await readAll(reader);
    for (const query of [
      { state: 'unreported' },
      { state: 'reported' },
      { state: 'never' },
      { status: 'pending' },
      { q: '王' },
    ])
      for (const path of ['/api/campaigns/winter/students', '/staff/c/winter/people']) await office.get(path, query);
  }

  async function readAll(reader: Client): Promise<void> {
    const { body } = await request(world.app).get('/openapi.json');
    const parts: Record<string, string> = { code: 'winter', date: world.today, isoWeek: '2021-W03', class: '191111' };
    const { personNo } = PEOPLE.wang;
    const all: Record<string, string> = {
      ...parts,
      studentNo: personNo,
      personNo,
      department: '航制',
      name: 'students.csv',
    };
    for (const { method, path } of operationsOf(body))
      if (method === 'get')
        await reader.get(path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(all[name] ?? '1')));
  }

  /** The big tables that a statement reads whole. */
  async function scansOf({ sql, bindings }: Sent): Promise<string[]> {
    const { knex } = world.database;
    const isServer = knex.client.config.client === 'mysql2';
    const tableOf = (alias: string) => new RegExp(`(checkin_\\w+). as .${alias}\\b`).exec(sql)?.[1] ?? alias;
    if (isServer) {
      const [rows] = await knex.raw(`explain format=traditional ${sql}`, bindings as never);
      return (rows as { table: string | null; type: string | null }[])
        .filter(({ type }) => type === 'ALL' || type === 'index')
        .map(({ table }) => tableOf(table ?? ''));
    }
    const rows: { detail: string }[] = await knex.raw(`explain query plan ${sql}`, bindings as never);
    return rows.flatMap(({ detail }) => {
      const alias = /^SCAN (\w+)/.exec(detail)?.[1];
      return alias ? [tableOf(alias)] : [];
    });
  }

  it('finds what it wants of a big table by an index, or is named with its reason', async () => {
    const sent = await statementsOf(walk);
    const asked = sent.filter(
      ({ sql }) => /^(select|update|delete)\b/i.test(sql) && BIG.some((table) => sql.includes(table)),
    );
    expect(asked.length).to.be.greaterThan(60);
    const wrong: string[] = [];
    const used = new Set<string>();
    for (const statement of asked)
      for (const table of await scansOf(statement)) {
        if (!BIG.includes(table)) continue;
        const reason = EXCEPTIONS.find(([of, pattern]) => of === table && pattern.test(statement.sql));
        if (reason) used.add(reason[2]);
        else wrong.push(`${table}: ${statement.sql}`);
      }
    expect(wrong).to.deep.equal([]);
    expect([...used]).to.include(EXCEPTIONS[0]?.[2]);
  });
});
