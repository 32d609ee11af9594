import { COMMAND_LINE } from '../../plugin/features/audit';
import { applyCampaign } from '../../plugin/features/campaign';
import { revisionContext } from '../../plugin/features/report';
import { importRoster } from '../../plugin/features/roster';
import { addDays, type CivilDate, daysFrom, instantOf } from '../../plugin/kernel/civil-date';
import { type Database, openDatabase } from '../../plugin/kernel/database';
import { migrate } from '../../plugin/kernel/migrate';
import type { Vault } from '../../plugin/kernel/vault';
import { VAULT } from '../support/deployment';

/** So many of the student-affairs office that none of them meets the limit of calls a minute. */
export const OFFICE = Array.from({ length: 40 }, (_, at) => String(10_100 + at));
export const CONTACT = '10020';
export const TEACHER = '10011';
export const CLASS = '191001';
export const DEPARTMENT = '系1';

const PER_CLASS = 40;
const DEPARTMENTS = 10;
const BATCH = 1_000;
const ZONE = 'Asia/Shanghai';

/** How big a school is made up. */
export interface Size {
  students: number;
  days: number;
  today: CivilDate;
}

export const numberOf = (at: number): string => String(201_900_000_000 + at);

/**
 * A school of so many students in classes of forty, of whom about three in a hundred are missing each day, one in fifty is
 * ill, and one in five hundred never reports. Its first day and its last two are made row by row; the days between are
 * copies of the first one's rows with other people missing, whose answers nothing can open.
 */
export async function makeBigSchool(url: string, size: Size): Promise<void> {
  const database = openDatabase(url);
  try {
    await migrate(database);
    await enrol(database, VAULT, size);
    await quickly(database, () => reportAll(database, VAULT, size));
  } finally {
    await database.close();
  }
}

/** True where this school was made before. Throws where a database holds another one, or that of another day. */
export async function isMade(url: string, size: Size): Promise<boolean> {
  const database = openDatabase(url);
  try {
    const { knex } = database;
    if (!(await knex.schema.hasTable('checkin_report'))) return false;
    const [days] = await knex('checkin_report').min({ first: 'day' }).max({ last: 'day' });
    const [people] = await knex('checkin_enrolment').count({ students: '*' });
    const found = JSON.stringify([days?.first, days?.last, Number(people?.students)]);
    const wanted = JSON.stringify([firstDay(size), size.today, size.students]);
    if (found !== wanted)
      throw new Error(`the database holds ${found}, and not ${wanted}: drop it, and it is made anew`);
    return true;
  } finally {
    await database.close();
  }
}

/** Eighty students, of whom nobody has reported yet, on any database. */
export async function makeSmallSchool(url: string, today: CivilDate): Promise<void> {
  const database = openDatabase(url);
  try {
    await migrate(database);
    await enrol(database, VAULT, { students: 80, days: 1, today });
  } finally {
    await database.close();
  }
}

/** The first day of the campaign. */
export const firstDay = ({ days, today }: Size): CivilDate => addDays(today, 1 - days);

async function enrol(database: Database, vault: Vault, size: Size): Promise<void> {
  const { students, today } = size;
  const from = firstDay(size);
  const classes = Math.ceil(students / PER_CLASS);
  const departmentOf = (at: number) => `系${1 + Math.floor((Math.floor(at / PER_CLASS) * DEPARTMENTS) / classes)}`;
  const rows = Array.from({ length: students }, (_, at) => {
    return `${numberOf(at)},学生${at},${departmentOf(at)},${191_000 + Math.floor(at / PER_CLASS)},2019,在读,`;
  });
  const staff = OFFICE.map((no) => `${no},罗处长,学工处,`);
  staff.push(`${CONTACT},高主任,系部负责人,${DEPARTMENT}`, `${TEACHER},林老师,班主任,${CLASS}`);
  const files = [
    { name: 'students.csv', content: Buffer.from(['学号,姓名,系部,班级,年级,学籍状态,学生类别', ...rows].join('\n')) },
    { name: 'staff.csv', content: Buffer.from(['工号,姓名,职责,管辖范围', ...staff].join('\n')) },
  ];
  const now = instantOf(from, '00:00', ZONE);
  await importRoster(database, vault, { actor: COMMAND_LINE, files, effective: from, today: from, now });
  const campaign = {
    code: 'winter',
    title: '寒假健康打卡',
    startsOn: from,
    endsOn: addDays(today, 30),
    instructions: '每天反馈。',
    exclude: [{ class: '191000' }, { status: '休学' }],
    followUp: ['191000'],
  };
  await applyCampaign(database, campaign, { actor: COMMAND_LINE, today: from, now });
}

/** What a server promises about a loss of power is of no use to made-up rows; it gets the memory that a school gives it. */
async function quickly({ knex }: Database, work: () => Promise<void>): Promise<void> {
  await knex.raw('set global innodb_buffer_pool_size = 4294967296');
  await knex.raw('set global innodb_flush_log_at_trx_commit = 0');
  await work();
  await knex.raw('set global innodb_flush_log_at_trx_commit = 1');
  for (const table of ['checkin_report', 'checkin_report_revision', 'checkin_enrolment', 'checkin_person'])
    await knex.raw('analyze table ??', [table]);
}

async function reportAll(database: Database, vault: Vault, size: Size): Promise<void> {
  const [first, yesterday] = [firstDay(size), addDays(size.today, -1)];
  const inFull = new Set([first, yesterday, size.today].filter((day) => day >= first));
  for (const day of inFull) await reportDay(database, vault, size, day);
  for (const [index, day] of daysFrom(first, size.today).entries())
    if (!inFull.has(day)) await copyDay(database, first, day, index);
}

const isIll = (at: number): boolean => at % 50 === 7;
const isMissing = (at: number, day: CivilDate): boolean =>
  at % 500 === 3 || (at * 7 + Date.parse(day) / 864e5) % 33 === 0;

async function reportDay(database: Database, vault: Vault, { students, today }: Size, day: CivilDate): Promise<void> {
  const [campaign] = await database.knex('checkin_campaign');
  const begin = instantOf(day, '06:00', ZONE);
  for (let from = 0; from < students; from += BATCH) {
    const places = Array.from({ length: Math.min(BATCH, students - from) }, (_, index) => from + index);
    const mine = places
      .filter((at) => at >= PER_CLASS && !isMissing(at, day))
      .map((at) => {
        const status = !isIll(at) ? 'normal' : day === today ? 'pending' : 'cleared';
        const key = { campaign_id: campaign.id, day, person_no: numberOf(at) };
        return { at, key, rest: { status, revision: 1, submitted_at: begin + (at % 7_200) * 1_000 } };
      });
    await database.transaction(async (tx) => {
      await tx('checkin_report').insert(mine.map(({ key, rest }) => ({ ...key, ...rest, decisions: 0 })));
      await tx('checkin_report_revision').insert(
        mine.map(({ at, key, rest }) => ({ ...key, ...rest, ...filled(vault, key, at) })),
      );
    });
  }
}

interface Key {
  campaign_id: number;
  day: CivilDate;
  person_no: string;
}

function filled(vault: Vault, { campaign_id: campaignId, day: date, person_no: personNo }: Key, at: number) {
  const ill = isIll(at);
  const location = { source: 'manual', region: '四川省/成都市/龙泉驿区' };
  const answers = {
    temperature: ill ? 38.1 : 36.5,
    symptoms: ill ? ['fever'] : [],
    highRiskArea: false,
    location,
    truthful: true,
  };
  const content = { answers, flags: ill ? ['temperature', 'symptoms'] : [] };
  const sealed = vault.sealJson(content, revisionContext({ campaignId, date, personNo, revision: 1 }));
  return { form_version: 1, receipt: `R-${at}`, sealed };
}

/** Other people are missing on each day. */
async function copyDay({ knex }: Database, first: CivilDate, day: CivilDate, index: number): Promise<void> {
  const later = index * 24 * 3_600_000;
  const from = 'where day = ? and mod(cast(person_no as unsigned) * 7 + ?, 33) <> 0';
  await knex.raw(
    `insert into checkin_report (campaign_id, day, person_no, status, revision, decisions, submitted_at)
     select campaign_id, ?, person_no, status, revision, decisions, submitted_at + ? from checkin_report ${from}`,
    [day, later, first, index],
  );
  await knex.raw(
    `insert into checkin_report_revision
       (campaign_id, day, person_no, revision, form_version, status, sealed, receipt, submitted_at)
     select campaign_id, ?, person_no, revision, form_version, status, sealed, receipt, submitted_at + ?
       from checkin_report_revision ${from}`,
    [day, later, first, index],
  );
}
