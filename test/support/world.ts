import { randomUUID } from 'node:crypto';
import express, { type Express } from 'express';
import { sign } from 'jsonwebtoken';
import request from 'supertest';
import { type Checkin, createCheckin, type SettingsInput } from '../../plugin';
import { COMMAND_LINE } from '../../plugin/features/audit';
import { applyCampaign } from '../../plugin/features/campaign';
import { importRoster } from '../../plugin/features/roster';
import { civilDateOf, instantOf } from '../../plugin/kernel/civil-date';
import type { Database } from '../../plugin/kernel/database';
import { Vault } from '../../plugin/kernel/vault';
import { clearTables, openTestDatabase, putRows, type Rows, readRows } from './database';

const ZONE = 'Asia/Shanghai';
export const HOST_SECRET = 'a secret that the host and the module share';
const DATA_KEY = Buffer.alloc(32, 7);

/** Somebody of the made-up school. */
export interface Someone {
  personNo: string;
  type: 'student' | 'staff';
  name: string;
}

function student(personNo: string, name: string): Someone {
  return { personNo, type: 'student', name };
}

function staff(personNo: string, name: string): Someone {
  return { personNo, type: 'staff', name };
}

/** Who is in the school: two classes of 航制, one of 经管, and one of 航修 that is followed up outside the app. */
export const PEOPLE = {
  wang: student('201911110101', '王一'),
  li: student('201911110102', '李二'),
  zhao: student('201911110103', '赵三·木拉提'),
  qian: student('201911120101', '钱四'),
  sun: student('201922110101', '孙五'),
  cadet: student('201811110101', '周六'),
  offApp: student('201982410101', '吴七'),
  teacher: staff('10011', '林老师'),
  otherTeacher: staff('10012', '何老师'),
  contact: staff('10020', '高主任'),
  office: staff('10030', '罗处长'),
  nobody: staff('10099', '新老师'),
} as const;

/** Its roster, as a school has it in its files. */
export const STUDENTS = `学号,姓名,系部,班级,年级,学籍状态,学生类别,联系电话,家长电话
201911110101,王一,航制,191111,2019级,在读,,10200000001,10200000002
201911110102,李二,航制,191111,2019级,在读,,,
201911110103,赵三·木拉提,航制,191111,2019级,在读,,,
201911120101,钱四,航制,191112,2019级,在读,,,
201922110101,孙五,经管,192211,2019级,在读,,,
201811110101,周六,航制,191112,2018级,在读,18级入伍士官生,,
201982410101,吴七,航修,198241,2019级,在读,,,
`;
export const STAFF = `工号,姓名,职责,管辖范围
10011,林老师,班主任,191111
10012,何老师,班主任,191112、198241
10020,高主任,系部负责人,航制
10030,罗处长,学工处,
10099,新老师,班主任,191111
`;

/** The campaign of the notice. */
export function aCampaign(changes: Record<string, unknown> = {}) {
  return {
    code: 'winter',
    title: '寒假健康打卡',
    startsOn: '2021-01-18',
    endsOn: '2021-03-18',
    trialUntil: '2021-01-20',
    instructions: '每天 0:00–24:00 反馈一次当天的健康状况。',
    exclude: [{ class: '198241' }, { category: '18级入伍士官生', intake: 2018 }, { status: '休学' }],
    followUp: ['198241'],
    briefDueAt: '10:00',
    retentionDays: 180,
    ...changes,
  };
}

/** What a healthy student fills in. */
export function aReport(changes: object = {}) {
  return {
    temperature: 36.5,
    symptoms: [],
    highRiskArea: false,
    location: { source: 'manual', region: '四川省/成都市/龙泉驿区' },
    truthful: true,
    ...changes,
  };
}

/** A report that waits for review. */
export function aFever(changes: object = {}) {
  return aReport({ temperature: 38.6, symptoms: ['fever'], ...changes });
}

type Query = Record<string, string | number | undefined>;

/** Somebody with a session, as a program would hold it. */
export class Client {
  constructor(
    readonly world: World,
    readonly session: string,
  ) {}

  get(path: string, query: Query = {}): request.Test {
    return request(this.world.app).get(path).query(query).set('Authorization', `Bearer ${this.session}`);
  }

  put(path: string, body: unknown): request.Test {
    return request(this.world.app)
      .put(path)
      .set('Authorization', `Bearer ${this.session}`)
      .set('Content-Type', 'application/json')
      .send(typeof body === 'string' ? body : JSON.stringify(body));
  }

  post(path: string, body: unknown): request.Test {
    return request(this.world.app)
      .post(path)
      .set('Authorization', `Bearer ${this.session}`)
      .set('Content-Type', 'application/json')
      .send(typeof body === 'string' ? body : JSON.stringify(body));
  }

  /** Sends the report of a day, today's if none is named. */
  submit(answers: unknown, date = this.world.today): request.Test {
    return this.put(`/api/campaigns/winter/reports/${date}`, { answers });
  }

  decide(decision: string, who: Someone, more: { date?: string; note?: string; revision?: number } = {}): request.Test {
    const { note, ...which } = { date: this.world.today, ...more };
    const reports = [{ studentNo: who.personNo, ...which }];
    return this.post('/api/campaigns/winter/reviews', { decision, note, reports });
  }
}

/** The module on the run's database, with a school, a campaign and a clock that a test sets. */
export class World {
  private static school: Rows | undefined;
  database!: Database;
  checkin!: Checkin;
  app!: Express;
  readonly vault = new Vault([{ id: 'k1', key: DATA_KEY }]);
  private at = 0;

  /** @param settings what differs from {@link input}; a function where it is known only when the world opens */
  constructor(private readonly settings: SettingsInput | (() => SettingsInput) = {}) {}

  get now(): number {
    return this.at;
  }

  /** The school's day. */
  get today(): string {
    return civilDateOf(this.at, ZONE);
  }

  /** Sets the clock to a time of day at the school. */
  setTime(date: string, time = '08:00'): void {
    this.at = instantOf(date, time, ZONE);
  }

  advance(milliseconds: number): void {
    this.at += milliseconds;
  }

  async open(): Promise<void> {
    this.setTime('2021-01-21');
    this.database = await openTestDatabase();
    // Nothing of another file's world is left: not even the keys that it sealed with, without which none begins.
    await clearTables(this.database);
    this.checkin = await createCheckin(this.input(), { clock: () => this.at });
    this.app = express().use(this.checkin.router);
  }

  /** The settings as a deployment would write them. */
  input(): SettingsInput {
    return {
      DATABASE_URL: process.env.CHECKIN_TEST_DATABASE_URL,
      PUBLIC_URL: 'http://localhost:3000',
      SESSION_SECRET: 'a secret that signs the sessions of the tests',
      DATA_KEYS: `k1:${DATA_KEY.toString('base64')}`,
      HOST_ISSUER: 'https://portal.example',
      HOST_SECRET,
      HOST_ORIGINS: 'https://portal.example',
      HELP_CONTACT: '000-1234',
      LOG_LEVEL: 'silent',
      ...(typeof this.settings === 'function' ? this.settings() : this.settings),
    };
  }

  /** The school and its campaign, as if nobody had reported yet, on 2021-01-21 at 08:00. */
  async reset(campaign: Record<string, unknown> | undefined = {}): Promise<void> {
    await clearTables(this.database);
    this.setTime('2021-01-21');
    await this.fillSchool();
    if (campaign) await this.apply(aCampaign(campaign));
  }

  /** Imported once a run as a school would, and put back as it was from then on. */
  private async fillSchool(): Promise<void> {
    if (World.school) return putRows(this.database, World.school);
    await this.importRoster({ students: STUDENTS, staff: STAFF, effective: '2020-09-01' });
    World.school = await readRows(this.database);
  }

  importRoster({
    students,
    staff,
    ...options
  }: {
    students?: string;
    staff?: string;
    effective?: string;
    retireMissing?: boolean;
  }) {
    const files = [
      ...(students === undefined ? [] : [{ name: 'students.csv', content: Buffer.from(students) }]),
      ...(staff === undefined ? [] : [{ name: 'staff.csv', content: Buffer.from(staff) }]),
    ];
    const time = { today: this.today, now: this.at };
    return importRoster(this.database, this.vault, { actor: COMMAND_LINE, files, ...time, ...options });
  }

  apply(content: unknown) {
    return applyCampaign(this.database, content, { actor: COMMAND_LINE, today: this.today, now: this.at });
  }

  /** A launch token as the host signs it; `changes` replace claims, an undefined one is left out. */
  token(who: Someone, changes: Record<string, unknown> = {}, header: Record<string, unknown> = {}): string {
    const iat = Math.floor(this.at / 1000);
    const claims = {
      iss: 'https://portal.example',
      aud: 'campus-checkin',
      sub: `u-${who.personNo}`,
      iat,
      exp: iat + 120,
      jti: randomUUID(),
      person_no: who.personNo,
      person_type: who.type,
      name: who.name,
      ...changes,
    };
    const given = Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined));
    return sign(given, HOST_SECRET, { algorithm: 'HS256', header: { alg: 'HS256', typ: 'launch+jwt', ...header } });
  }

  /** Launches somebody as a program does. */
  async as(who: Someone): Promise<Client> {
    const answer = await request(this.app)
      .post('/launch')
      .type('form')
      .set('Accept', 'application/json')
      .send({ token: this.token(who) });
    if (answer.status !== 200) throw new Error(`${who.name} may not come in: ${answer.text}`);
    return new Client(this, answer.body.session);
  }

  async close(): Promise<void> {
    await this.checkin?.close();
    await this.database?.close();
  }
}

/** What lies outside the module and is stood in for. */
interface StandIn {
  open(): Promise<void>;
  reset(): void;
  close(): void;
}

/** A world for the tests of a file, its school as new before each, and so are those who stand in for what is outside. */
export function createWorld(settings: SettingsInput | (() => SettingsInput) = {}, standIn?: StandIn): World {
  const world = new World(settings);
  before(async () => {
    await standIn?.open();
    await world.open();
  });
  beforeEach(async () => {
    standIn?.reset();
    await world.reset();
  });
  after(async () => {
    await world.close();
    standIn?.close();
  });
  return world;
}
