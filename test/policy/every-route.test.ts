import { expect } from 'chai';
import request, { type Response } from 'supertest';
import { type DescribedOperation, operationsOf } from '../fuzz/requests';
import { aFever, createWorld, PEOPLE, type Someone } from '../support/world';

/** `department`: the contact of a department, or the office. */
type Who = 'public' | 'person' | 'student' | 'staff' | 'department' | 'school' | 'host';

/** Whom each route is open to. A route that is missing here fails: whoever adds one decides. */
const OPEN_TO: Record<Who, string> = {
  public: `getManifest getManifestSchema getIcon getOpenApi getHealth getReadiness getMetrics launch resumeAtTop
    getRegions showHelp getClock showHelpForm sendHelpRequest showHelpReceipt getModuleKeys downloadExport`,
  person: 'getMe leave showHome setLargeType listCampaigns getForm getHistory getPrivacyNotice showPrivacy',
  student: `submitReport listMyReports showCampaign showForm sendForm sendAcknowledgement showReceipt showRecords showRecord
    acknowledgePrivacyNotice listLooks`,
  staff: `getStatistics listStudents listReviews decideReviews showStaff showStatistics showPeople showNames showReviews
    sendDecision showPerson getBriefs showBriefs sendBrief createExport getExport showExports sendExport sendExportAgain sendExportDeletion listFollowUps getFollowUp putFollowUp
    getFollowUpHistory showFollowUps sendFollowUp listCases openCase getCase addCaseNote closeCase reopenCase showCases
    showCase sendNewCase sendCaseNote sendCaseClose sendCaseReopen sendReminders showChase sendChase showCall logCall getAssessment listObjections
    objectToAssessment showAssessment drawAssessment exportAssessment sendObjection exportCases exportFollowUps exportBriefs`,
  department: 'submitBrief showRobots setRobot testRobot removeRobot resendRobotMessage',
  school: `showAdmin showAudit showCampaigns showNewCampaign sendNewCampaign showCampaignSetup showCampaignEdit
    sendCampaignEdit showFormEdit sendFormEdit showNameMismatches settleName showReminderHours setReminderHours
    getRosterTemplate showRoster uploadRoster showRosterImport listRosterChanges decideRosterImport showScopes searchPeople
    showRosterPerson confirmAssessment answerObjection sendConfirmation sendAnswer showHelpDesk settleHelpRequest`,
  host: 'putRoster',
};
const TABLE = new Map(
  Object.entries(OPEN_TO).flatMap(([who, ids]) => ids.split(/\s+/).map((id) => [id, who as Who] as const)),
);

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

/** Who calls, and which of the kinds of route are open to them. */
const CALLERS: [name: string, who: Someone | undefined, mayUse: Who[]][] = [
  ['nobody', undefined, ['public']],
  ['a student', PEOPLE.wang, ['public', 'person', 'student']],
  ['a class teacher', PEOPLE.teacher, ['public', 'person', 'staff']],
  ['a department’s contact', PEOPLE.contact, ['public', 'person', 'staff', 'department']],
  ['the office', PEOPLE.office, ['public', 'person', 'staff', 'department', 'school']],
];

describe('every route', () => {
  const world = createWorld();
  const operations = async () => operationsOf((await request(world.app).get('/openapi.json')).body);

  function call({ method, path }: DescribedOperation, session?: string, parts = PARTS): Promise<Response> {
    const address = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(parts[name] ?? 'x'));
    const isApi = path.startsWith('/api') || path.startsWith('/host');
    const asked = request(world.app)[method as 'get' | 'put' | 'post'](address).set('Accept', 'application/json');
    if (session) void asked.set('Authorization', `Bearer ${session}`);
    if (method === 'get') return asked as unknown as Promise<Response>;
    return asked.type(isApi ? 'json' : 'form').send(isApi ? '{}' : 'x=') as unknown as Promise<Response>;
  }

  it('is in the table of whom it is open to, and the table holds no other', async () => {
    const ids = (await operations()).map(({ id }) => id).sort();
    expect([...TABLE.keys()].sort()).to.deep.equal(ids);
  });

  for (const [name, who, mayUse] of CALLERS)
    it(`is closed to ${name} where it is for others`, async () => {
      const session = who && (await world.as(who)).session;
      const wrong: string[] = [];
      for (const operation of await operations()) {
        const needed = TABLE.get(operation.id) as Who;
        const { status, body } = await call(operation, session);
        const type = String(body?.type ?? '').replace('urn:checkin:problem:', '');
        const isRefused = ['no-session', 'wrong-role'].includes(type) || type.startsWith('token-');
        const isOpen = mayUse.includes(needed);
        const expected = needed === 'host' || !session ? 401 : 403;
        const isLaunch = operation.id === 'launch';
        const isRight = isOpen ? !isRefused || isLaunch : isRefused && status === expected;
        if (!isRight) wrong.push(`${operation.id} answers ${status} ${type}`);
      }
      expect(wrong).to.deep.equal([]);
    });

  it('tells nobody of a student outside the scope, whatever is asked about that student', async () => {
    const { sun } = PEOPLE;
    await (await world.as(sun)).submit(aFever());
    const office = await world.as(PEOPLE.office);
    await office.decide('confirm', sun);
    const { body: cases } = await office.get('/api/campaigns/winter/cases');
    const [found] = cases.items as { id: number; studentNo: string }[];
    const parts = { ...PARTS, studentNo: sun.personNo, personNo: sun.personNo, class: '192211', department: '经管' };
    const about = { ...parts, id: String(found?.id) };
    const reads = (await operations()).filter(({ method }) => method === 'get');
    const seenBy = async (who: Someone) => {
      const { session } = await world.as(who);
      const seen: string[] = [];
      for (const operation of reads) {
        const { status, text = '' } = await call(operation, session, about);
        if (status === 200 && (text.includes(sun.name) || text.includes(sun.personNo))) seen.push(operation.id);
      }
      return seen;
    };
    for (const who of [PEOPLE.teacher, PEOPLE.contact, PEOPLE.wang])
      expect(await seenBy(who), who.name).to.deep.equal([]);
    expect(await seenBy(PEOPLE.office)).to.include.members([
      'getCase',
      'showCase',
      'getHistory',
      'showPerson',
      'showCall',
    ]);
  });

  it('shows and changes nothing outside the scope', async () => {
    await (await world.as(PEOPLE.sun)).submit(aFever());
    const [teacher, contact] = [await world.as(PEOPLE.teacher), await world.as(PEOPLE.contact)];
    const at = '/api/campaigns/winter';
    const [day, sun] = [world.today, PEOPLE.sun.personNo];
    const followUp = { headcount: 0, abnormal: [], note: '' };
    const report = [{ studentNo: sun, date: day }];
    const file = { from: day, to: day, state: 'reported', format: 'csv' };
    const answers: [string, Response][] = [
      ['history', await teacher.get(`${at}/reports/${sun}/${day}/history`)],
      ['history of a department', await contact.get(`${at}/reports/${sun}/${day}/history`)],
      ['follow-up', await teacher.get(`${at}/follow-ups/${day}/198241`)],
      ['follow-up entered', await teacher.put(`${at}/follow-ups/${day}/198241`, followUp)],
      ['brief', await contact.post(`${at}/briefs/2021-01-20/${encodeURIComponent('经管')}/submission`, {})],
      ['export of a class', await teacher.post(`${at}/exports`, { ...file, class: '192211' })],
      ['export of a department', await contact.post(`${at}/exports`, { ...file, department: '经管' })],
      ['reminder', await teacher.post(`${at}/reminders`, { date: day, class: '192211' })],
      ['case', await teacher.post(`${at}/cases`, { studentNo: sun, date: day, note: '发烧' })],
      [
        'objection',
        await contact.post(`${at}/assessments/2021-W03/objections`, { department: '经管', text: '请核实' }),
      ],
      ['page of a person', await teacher.get(`/staff/c/winter/people/${sun}`)],
    ];
    expect(
      answers.filter(([, { status }]) => status !== 404).map(([what, { status }]) => `${what} ${status}`),
    ).to.deep.equal([]);
    const decided = await teacher.post(`${at}/reviews`, { decision: 'confirm', note: '', reports: report });
    expect([decided.status, decided.body.status]).to.deep.equal([404, 404]);
    for (const path of ['students', 'statistics', 'reviews']) {
      const { text } = await teacher.get(`${at}/${path}`, {
        date: day,
        state: 'reported',
        by: 'class',
        status: 'pending',
      });
      expect(text, path).not.to.contain(PEOPLE.sun.name).and.not.to.contain('192211');
    }
  });
});
