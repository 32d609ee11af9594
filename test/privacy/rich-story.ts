import type { Test } from 'supertest';
import { keepAccount } from '../../plugin/features/launch';
import { insertKey } from '../../plugin/features/notify/store';
import { insertMessage, saveRobot } from '../../plugin/features/robot/store';
import { fromStudent } from '../../plugin/features/roster/staging/rows';
import { addRows } from '../../plugin/features/roster/staging/store';
import { receiveFiles } from '../../plugin/features/roster/upload/receive';
import { Visitor } from '../support/visitor';
import { aFever, aReport, PEOPLE, type World } from '../support/world';

/** What people say in {@link liveThrough}, each found nowhere else: none of it may lie in the database in clear. */
export const SECRETS = {
  temperature: '39.7',
  region: '云南省/昆明市/官渡区',
  places: '火车站换乘大厅',
  longitude: '102.712345',
  latitude: '25.040609',
  address: '关上街道',
  note: '夜里开始发烧',
  review: '电话里核实过了',
  caseNote: '已由家长送医',
  callNote: '答应晚上补上',
  finding: '在家咳嗽两天',
  followUpNote: '全班都打通了',
  remark: '两人在火车上',
  objection: '停电那天不该算',
  answer: '供电部门没有记录',
  helpPhone: '10200000077',
  helpWords: '验证码收不到',
  helpNote: '已在门户重新绑定',
  phone: '10200000001',
  parentPhone: '10200000002',
  privateKey: 'a private key of the module',
  robot: 'https://robot.example/send?key=1234',
  robotText: '还没有反馈：赵三',
  yibanRight: 'a1b2c3d4e5f6.right',
} as const;

const API = '/api/campaigns/winter';

async function well(asked: Test): Promise<Record<string, never>> {
  const answer = await asked;
  if (answer.status >= 400) throw new Error(`${answer.status} ${answer.text}`);
  return answer.body;
}

/** Four days in which everybody says something, so that every column that is sealed holds something; ends on 2021-01-25. */
export async function liveThrough(world: World): Promise<void> {
  await reportAndReview(world);
  await chaseAndFollowUp(world);
  await askForHelp(world);
  world.setTime('2021-01-22', '09:00');
  const contact = await world.as(PEOPLE.contact);
  await well(
    contact.post(`${API}/briefs/2021-01-21/${encodeURIComponent('航制')}/submission`, { remark: SECRETS.remark }),
  );
  world.setTime('2021-01-25', '11:00');
  const objections = `${API}/assessments/2021-W03/objections`;
  const { id } = await well(
    (await world.as(PEOPLE.contact)).post(objections, { department: '航制', text: SECRETS.objection }),
  );
  await well((await world.as(PEOPLE.office)).post(`${objections}/${id}/answer`, { text: SECRETS.answer }));
  const teacher = await world.as(PEOPLE.teacher);
  await well(teacher.post(`${API}/exports`, { from: '2021-01-21', to: '2021-01-21', format: 'csv' }));
  await world.checkin.jobs.tick();
  await setUp(world);
}

async function* asTheyCome<Each>(...all: Each[]): AsyncGenerator<Each> {
  yield* all;
}

/** What the module keeps for itself, and what a robot was to say; a roster that has come in and waits to be read. */
async function setUp({ database, vault, now }: World): Promise<void> {
  const key = { sequence: 1, kid: 'one', publicKey: {}, privatePem: SECRETS.privateKey, madeAt: now };
  const target = { kind: 'department', code: '航制' } as const;
  const robot = {
    target,
    kind: 'wecom',
    hint: '1234',
    address: SECRETS.robot,
    secret: '',
    setBy: PEOPLE.office,
    now,
  } as const;
  const message = { id: 'm1', target, slot: 'brief/2021-01-21', text: SECRETS.robotText, now, expiresAt: now };
  const contact = { phone: SECRETS.phone };
  const place = { classCode: '191111', departmentCode: '航制', intake: 2019, status: '在读', category: '' } as const;
  const entry = { file: 's.csv', row: 2, personNo: PEOPLE.wang.personNo, name: '王一', contact, ...place };
  const staged = fromStudent(vault, { import_id: 'i1', seq: 1, sheet_no: 0 }, entry);
  const file = `学号,姓名,联系电话\n${PEOPLE.wang.personNo},王一,${SECRETS.phone}\n`;
  const upload = { actor: PEOPLE.office, effective: '2021-01-25', retireMissing: false, now };
  await receiveFiles(
    { database, vault },
    { ...upload, files: asTheyCome({ name: 's.csv', bytes: asTheyCome(Buffer.from(file)) }) },
  );
  await database.transaction(async (tx) => {
    await insertKey(tx, vault, key);
    await saveRobot(tx, vault, robot);
    await insertMessage(tx, vault, message);
    await addRows(tx, [staged]);
    const right = { accessToken: SECRETS.yibanRight, expiresAt: now + 7 * 24 * 3_600_000 };
    await keepAccount(tx, vault, { personNo: PEOPLE.wang.personNo, userId: '10000001', ...right });
  });
}

async function reportAndReview(world: World): Promise<void> {
  const { region, places, longitude, latitude, address, note } = SECRETS;
  const location = { source: 'gps', region, longitude: Number(longitude), latitude: Number(latitude), address };
  const fever = {
    temperature: Number(SECRETS.temperature),
    highRiskArea: true,
    highRiskPlaces: places,
    location,
    note,
  };
  await well((await world.as(PEOPLE.wang)).submit(aFever(fever)));
  await well((await world.as(PEOPLE.li)).submit(aReport()));
  const teacher = await world.as(PEOPLE.teacher);
  await well(teacher.decide('confirm', PEOPLE.wang, { note: SECRETS.review }));
  const { items } = await well(teacher.get(`${API}/cases`));
  const [{ id }] = items as unknown as [{ id: number }];
  await well(teacher.post(`${API}/cases/${id}/notes`, { note: SECRETS.caseNote, step: 'hospital' }));
}

async function chaseAndFollowUp(world: World): Promise<void> {
  const teacher = new Visitor(world);
  await teacher.enter(PEOPLE.teacher);
  const path = `/staff/c/winter/calls/${PEOPLE.zhao.personNo}`;
  const { text } = await teacher.open(path);
  await well(teacher.post(path, { ...hidden(text), outcome: 'promised', note: SECRETS.callNote }));
  const abnormal = [{ studentNo: PEOPLE.offApp.personNo, note: SECRETS.finding }];
  const entry = { headcount: 1, abnormal, note: SECRETS.followUpNote };
  await well((await world.as(PEOPLE.otherTeacher)).put(`${API}/follow-ups/2021-01-21/198241`, entry));
}

/** The hidden fields of a page, whichever form they are in. */
function hidden(page: string): Record<string, string> {
  const found = [...page.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)];
  return Object.fromEntries(found.map(([, name = '', value = '']) => [name, value]));
}

async function askForHelp(world: World): Promise<void> {
  const request = { telephone: SECRETS.helpPhone, name: '王一', number: '1', words: SECRETS.helpWords };
  const sent = await new Visitor(world).post('/help/report', { question: 'identity', ...request });
  const receipt = String(sent.headers.location).split('/').pop() ?? '';
  const office = new Visitor(world);
  await office.enter(PEOPLE.office);
  const { text } = await office.open('/staff/admin/help');
  const decision = { receipt, decision: 'settle', note: SECRETS.helpNote };
  await well(office.post('/staff/admin/help', { ...hidden(text), ...decision }));
}
