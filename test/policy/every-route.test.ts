import { expect } from 'chai';
import { guard, type Permission, POLICY, routesOf } from '../../plugin/features/policy';
import { reads } from '../../plugin/kernel/http';
import { createWorld, PEOPLE } from '../support/world';
import { addStaff, CALLERS, call, operationsIn, tokenOf } from './callers';

const PARTS: Record<string, string> = {
  code: 'winter',
  date: '2021-01-21',
  studentNo: PEOPLE.wang.personNo,
  personNo: PEOPLE.wang.personNo,
  department: '航制',
  class: '191111',
  isoWeek: '2021-W04',
  name: 'students.csv',
};

/** What is open to people without a session: a door that is opened by mistake is seen here. */
const WITHOUT_SESSION = [
  ...['getManifest', 'getManifestSchema', 'getIcon', 'getOpenApi', 'getHealth', 'getReadiness', 'getMetrics'],
  ...['getModuleKeys', 'getRegions', 'launch', 'resumeAtTop', 'enterFromYiban', 'enterFromYibanFrame'],
  ...['showHelp', 'getClock', 'showHelpForm', 'sendHelpRequest', 'showHelpReceipt', 'downloadExport'],
];

/** What only the student-affairs office does (contract, 3): campaigns, the roster, the audit, confirming, settling. */
const OF_THE_OFFICE: Permission[] = [
  'help.settle',
  'campaign.administer',
  'reminder.schedule',
  'school-robot.administer',
  'assessment.confirm',
  'objection.answer',
  'roster.administer',
  'audit.read',
  'administration.read',
];

const ROUTES = new Map(
  Object.values(POLICY).flatMap((rule) => routesOf(rule).map((id) => [id, rule.for as readonly string[]] as const)),
);

describe('every route', () => {
  const world = createWorld({
    YIBAN_APP_ID: '0123456789abcdef',
    YIBAN_APP_SECRET: '0123456789abcdef0123456789abcdef',
    YIBAN_SCHOOL_ID: '10001',
    YIBAN_APP_URL: 'https://f.yiban.example/iapp1',
  });

  it('has its line in the policy, and the policy has no other', async () => {
    const ids = (await operationsIn(world)).map(({ id }) => id).sort();
    expect([...ROUTES.keys()].sort()).to.deep.equal(ids);
  });

  it('is not served without a line', () => {
    const unknown = reads({
      id: 'showSecrets',
      method: 'get',
      path: '/secrets',
      summary: 'nobody decided about it',
      answers: {},
      handle: async () => ({ json: {} }),
    });
    expect(() => guard([unknown])).to.throw('showSecrets');
  });

  it('is open without a session, or to the office alone, where that was decided and nowhere else', () => {
    const open = [...ROUTES].filter(([, actors]) => actors.includes('everybody')).map(([id]) => id);
    expect(open.sort()).to.deep.equal([...WITHOUT_SESSION].sort());
    const permissions = Object.keys(POLICY) as Permission[];
    const ofTheOffice = permissions.filter((each) => POLICY[each].for.every((actor) => actor === 'office'));
    expect(ofTheOffice.sort()).to.deep.equal([...OF_THE_OFFICE].sort());
  });

  for (const caller of CALLERS)
    it(`is open to ${caller.name} exactly where the policy says so`, async () => {
      await addStaff(world);
      const token = await tokenOf(world, caller);
      const wrong: string[] = [];
      for (const { id, method, path } of await operationsIn(world)) {
        if (id === 'launch') continue;
        const actors = ROUTES.get(id) ?? [];
        const { status, body } = await call(world, { method, path, parts: PARTS, body: { x: '' } }, token());
        const type = String(body?.type ?? '').replace('urn:checkin:problem:', '');
        const isRefused = ['no-session', 'wrong-role'].includes(type) || type.startsWith('token-');
        const isOpen = actors.some((actor) => caller.actors.includes(actor));
        const expected = caller.who && !actors.includes('host') ? 403 : 401;
        const isRight = isOpen ? !isRefused : isRefused && status === expected;
        if (!isRight) wrong.push(`${id} answers ${status} ${type}`);
      }
      expect(wrong).to.deep.equal([]);
    });
});
