import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { POLICY, routesOf } from '../../plugin/features/policy';
import type { DescribedOperation } from '../fuzz/requests';
import { createRobotWorld } from '../robot/stand-in-robots';
import { readRows } from '../support/database';
import { aFever, type Client, PEOPLE, type Someone } from '../support/world';
import { addStaff, COUNSELLOR, call, OTHER_CONTACT, operationsIn } from './callers';
import { type About, DAY, DEEDS, INSIDE, OUTSIDE, partsOf, TODAY, WEEK } from './deeds';

/** Staff who reach a part of the school alone. */
const IN_SCOPE = ['staff', 'teacher', 'department', 'contact'];

/** What is done about oneself: to leave, to have large type. */
const ABOUT_ONESELF = ['leave', 'setLargeType'];

/** What shows a student who has reported to whoever has that student's class, asked for the student, class or day. */
const SHOWS_STUDENT = [
  ...['listStudents', 'showPeople', 'getHistory', 'showPerson', 'listCases', 'getCase', 'showCases', 'showCase'],
  ...['showCall', 'exportCases'],
];

/** What shows a department's objection, and the remark of its brief. */
const SHOWS_OBJECTION = ['listObjections', 'showAssessment'];
const SHOWS_REMARK = ['getBriefs'];

/** What the other department wrote. */
const [OBJECTION, REMARK] = ['人数与名册不符', '当日有实习返校'];

const SHOWS_TELEPHONE = ['showPerson', 'showCall', 'showCase'];

interface OfSeveral {
  results?: { problem?: { status: number } }[];
  outcomes?: { done: unknown[]; refused: unknown[] };
}

/** True where several may be decided at once, and none was. */
function isRefusedForEach({ results, outcomes }: OfSeveral): boolean {
  if (outcomes) return outcomes.done.length === 0 && outcomes.refused.length > 0;
  return results !== undefined && results.length > 0 && results.every(({ problem }) => problem?.status === 404);
}

describe('every route in and out of scope', () => {
  const { world, stand } = createRobotWorld();
  let operations: Map<string, DescribedOperation>;
  let [inside, outside] = [{} as About, {} as About];

  beforeEach(async () => {
    await addStaff(world);
    operations = new Map((await operationsIn(world)).map((each) => [each.id, each]));
    world.setTime(TODAY);
    for (const who of [PEOPLE.wang, PEOPLE.sun]) await (await world.as(who)).submit(aFever());
    inside = await know(INSIDE, PEOPLE.teacher);
    outside = await know(OUTSIDE, PEOPLE.office);
    const other = await world.as(OTHER_CONTACT);
    await other.post(`/api/campaigns/winter/assessments/${WEEK}/objections`, {
      department: OUTSIDE.department,
      text: OBJECTION,
    });
    await other.post(`/api/campaigns/winter/briefs/${DAY}/${OUTSIDE.department}/submission`, { remark: REMARK });
  });

  /** Opens a case, asks for a file and has a message fail, all about the same student and department. */
  async function know(place: typeof INSIDE, who: Someone): Promise<About> {
    const [asker, office] = [await world.as(who), await world.as(PEOPLE.office)];
    const opened = await asker.post('/api/campaigns/winter/cases', { studentNo: place.studentNo, note: '发烧' });
    const file = { from: TODAY, to: TODAY, state: 'reported', format: 'csv' };
    const { body: asked } = await asker.post('/api/campaigns/winter/exports', file);
    await made(asker, asked.id);
    const address = stand.addressOf('wecom');
    const ofGroup = { target: `department/${place.department}` };
    stand.instead = [{ status: 400 }];
    for (const id of ['setRobot', 'testRobot'])
      await call(world, { ...found(id), parts: {}, body: { ...ofGroup, address, secret: '' } }, office.session);
    const message = await world.database.knex('checkin_robot_message').where('target_code', place.department).first();
    return { ...place, caseId: `${opened.body.id}`, exportId: asked.id, message: message.id, address };
  }

  /** A file is made meanwhile: waits for the end of it. */
  async function made(asker: Client, id: string): Promise<void> {
    for (let state = ''; state !== 'ready'; ) {
      await sleep(20);
      state = (await asker.get(`/api/exports/${id}`)).body.state;
    }
  }

  function found(id: string): DescribedOperation {
    const operation = operations.get(id);
    if (!operation) throw new Error(`no operation ${id}`);
    return operation;
  }

  async function does({ id, parts, query, body }: (typeof DEEDS)[number], who: Someone, about: About) {
    const { session } = await world.as(who);
    const given = { parts: { ...partsOf(about), ...parts?.(about) }, body: body?.(about) };
    const { path, method } = found(id);
    const address = query ? `${path}?${new URLSearchParams(query(about))}` : path;
    return call(world, { method, path: address, ...given }, session);
  }

  /**
   * What is shown to somebody who asks for it by every address there is, by operation: once by every filter there is for
   * today, and once by none for the day before.
   */
  async function shown(who: Someone, about: About): Promise<[id: string, text: string][]> {
    return [...(await ask(who, about, TODAY, true)), ...(await ask(who, about, DAY, false))];
  }

  async function ask(who: Someone, about: About, date: string, filtered: boolean): Promise<[string, string][]> {
    const { session } = await world.as(who);
    const texts: [string, string][] = [];
    for (const { parameters, ...operation } of reads()) {
      const parts: Record<string, string> = { ...partsOf(about), date };
      if (/Export$/.test(operation.id)) parts.id = about.exportId;
      const filters = parameters.filter((each) => filtered && each.in === 'query' && parts[each.name]);
      const query = new URLSearchParams(filters.map(({ name }) => [name, parts[name] ?? '']));
      const asked = { ...operation, path: query.size > 0 ? `${operation.path}?${query}` : operation.path, parts };
      const { status, text = '' } = await call(world, asked, session);
      if (status === 200) texts.push([operation.id, text]);
    }
    return texts;
  }

  /** The operations that show any of these words. */
  const showing = (texts: readonly [string, string][], ...words: string[]) => [
    ...new Set(texts.filter(([, text]) => words.some((word) => text.includes(word))).map(([id]) => id)),
  ];

  /** All rows by table, but those that say who came in and who asked for what. */
  async function everything(): Promise<Record<string, string>> {
    const kept = [...(await readRows(world.database))].filter(([table]) => !/_audit|_spent_token|_job$/.test(table));
    return Object.fromEntries(kept.map(([table, rows]) => [table, JSON.stringify(rows)]));
  }

  const scoped = () => Object.values(POLICY).filter((rule) => rule.for.some((each) => IN_SCOPE.includes(each)));
  const reads = () => {
    const ids = scoped().flatMap(routesOf);
    return ids.map(found).filter(({ method }) => method === 'get');
  };

  it('has a deed here that is tried, if it changes something in a part of the school', () => {
    const writes = scoped()
      .flatMap(routesOf)
      .filter((id) => found(id).method !== 'get');
    const tried = DEEDS.map(({ id }) => id);
    expect(writes.filter((id) => !ABOUT_ONESELF.includes(id)).sort()).to.deep.equal([...tried].sort());
  });

  it('lets those do it who have the class or the department', async () => {
    const refused: string[] = [];
    for (const deed of DEEDS) {
      const { status, text } = await does(deed, PEOPLE[deed.by], inside);
      if (status >= 400) refused.push(`${deed.id} answers ${status} ${text.slice(0, 200)}`);
    }
    expect(refused).to.deep.equal([]);
  });

  it('refuses it about anybody and anything else, and nothing is changed', async () => {
    const before = await everything();
    const done: string[] = [];
    for (const deed of DEEDS)
      for (const who of [PEOPLE.teacher, COUNSELLOR, PEOPLE.contact, PEOPLE.nobody, PEOPLE.wang]) {
        const { status, body } = await does(deed, who, outside);
        const isRefused = [403, 404].includes(status) || isRefusedForEach(body);
        if (!isRefused) done.push(`${deed.id} by ${who.name} answers ${status} ${JSON.stringify(body)}`);
      }
    expect(done).to.deep.equal([]);
    const after = await everything();
    expect(Object.keys(after).filter((table) => after[table] !== before[table])).to.deep.equal([]);
  });

  it('shows a student to those who have the class, telephone numbers to its teachers, and neither to anybody else', async () => {
    const { wang, sun, teacher, otherTeacher, contact, office } = PEOPLE;
    for (const [who, isTeacher] of [
      [teacher, true],
      [COUNSELLOR, true],
      [contact, false],
      [office, false],
    ] as const) {
      const texts = await shown(who, inside);
      expect(showing(texts, wang.name), who.name).to.include.members(SHOWS_STUDENT);
      expect(showing(texts, '10200000001'), who.name).to.have.members(isTeacher ? SHOWS_TELEPHONE : []);
    }
    for (const who of [teacher, COUNSELLOR, contact, otherTeacher, wang]) {
      const texts = await shown(who, outside);
      expect(showing(texts, sun.name, sun.personNo, OBJECTION, REMARK), who.name).to.deep.equal([]);
    }
    expect(showing(await shown(office, outside), sun.name)).to.include.members(SHOWS_STUDENT);
  });

  it('shows what a department wrote to itself and the office, and not even that there is one to anybody else', async () => {
    const { teacher, contact, office, wang } = PEOPLE;
    for (const who of [OTHER_CONTACT, office]) {
      const texts = await shown(who, outside);
      expect(showing(texts, OBJECTION), who.name).to.include.members(SHOWS_OBJECTION);
      expect(showing(texts, REMARK), who.name).to.include.members(SHOWS_REMARK);
    }
    const { department, class: itsClass } = OUTSIDE;
    // Without filters: one may be shown as it was asked for.
    for (const who of [teacher, COUNSELLOR, contact, wang])
      for (const about of [inside, outside]) {
        const texts = await ask(who, about, DAY, false);
        expect(showing(texts, department, itsClass, OBJECTION, REMARK), who.name).to.deep.equal([]);
      }
  });
});
