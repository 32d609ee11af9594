import type { Actor } from './actors';

interface Rule {
  for: readonly Actor[];
  /** The operations by which it is done. None where it is a part of what others show. */
  routes?: string;
  /** Told to whoever may not, in Chinese, where it is not what is told of these actors everywhere. */
  refusal?: string;
}

/**
 * Who may do what: object and verb, and the actors who may. The one place that says so (contract, 3). The router takes
 * from here whom each operation is open to and refuses to start with one that is not here; features name the line by
 * which they look into somebody's scope.
 */
const TABLE = {
  'module.read': {
    for: ['everybody'],
    routes: `getManifest getManifestSchema getIcon getOpenApi getHealth getReadiness getMetrics getModuleKeys getRegions`,
  },
  'session.open': { for: ['everybody'], routes: 'launch resumeAtTop enterFromYiban enterFromYibanFrame' },
  'session.use': { for: ['student', 'staff'], routes: 'getMe leave showHome setLargeType' },
  'help.ask': { for: ['everybody'], routes: 'showHelp getClock showHelpForm sendHelpRequest showHelpReceipt' },
  'help.settle': { for: ['office'], routes: 'showHelpDesk settleHelpRequest' },

  'campaign.read': { for: ['student', 'staff'], routes: 'listCampaigns getForm' },
  'campaign.administer': {
    for: ['office'],
    routes: `showCampaigns showNewCampaign sendNewCampaign showCampaignSetup showCampaignEdit sendCampaignEdit
      showFormEdit sendFormEdit`,
  },
  'privacy-notice.read': { for: ['student', 'staff'], routes: 'getPrivacyNotice showPrivacy' },
  'privacy-notice.acknowledge': { for: ['student'], routes: 'acknowledgePrivacyNotice sendAcknowledgement' },
  'look.read': { for: ['student'], routes: 'listLooks' },

  'report.submit': { for: ['student'], routes: 'submitReport showCampaign showForm sendForm showReceipt' },
  'report.read-own': { for: ['student'], routes: 'listMyReports showRecords showRecord' },
  'report.read': { for: ['student', 'staff'], routes: 'getHistory' },
  'student.read': { for: ['staff'], routes: 'listStudents showPeople showNames showPerson' },
  'telephone.read': { for: ['teacher'] },
  'statistics.read': { for: ['staff'], routes: 'getStatistics showStaff showStatistics' },
  'review.read': { for: ['staff'], routes: 'listReviews showReviews' },
  'review.decide': { for: ['staff'], routes: 'decideReviews sendDecision' },
  'case.read': { for: ['staff'], routes: 'listCases getCase showCases showCase exportCases' },
  'case.write': {
    for: ['staff'],
    routes: `openCase addCaseNote closeCase reopenCase sendNewCase sendCaseNote sendCaseClose sendCaseReopen`,
  },
  'follow-up.read': {
    for: ['staff'],
    routes: 'listFollowUps getFollowUp getFollowUpHistory showFollowUps exportFollowUps',
  },
  'follow-up.write': { for: ['staff'], routes: 'putFollowUp sendFollowUp' },
  'call.log': { for: ['staff'], routes: 'showCall logCall' },
  'reminder.send': { for: ['staff'], routes: 'sendReminders showChase sendChase' },
  'reminder.schedule': { for: ['office'], routes: 'showReminderHours setReminderHours' },
  'robot.administer': {
    for: ['contact', 'office'],
    routes: 'showRobots setRobot removeRobot testRobot resendRobotMessage',
    refusal: '群机器人由学工处和系部负责人设置，请联系他们',
  },
  'school-robot.administer': { for: ['office'] },
  'export.make': {
    for: ['staff'],
    routes: 'createExport getExport showExports sendExport sendExportAgain sendExportDeletion',
  },
  'export.download': { for: ['everybody'], routes: 'downloadExport' },

  'department.compare': {
    for: ['staff'],
    routes: `getBriefs showBriefs exportBriefs getAssessment showAssessment drawAssessment exportAssessment listObjections`,
  },
  'brief.read': { for: ['department', 'office'] },
  'brief.submit': {
    for: ['contact', 'office'],
    routes: 'submitBrief sendBrief',
    refusal: '日报由系部负责人上报，学工处可以代为上报',
  },
  'assessment.read': { for: ['department', 'office'] },
  'objection.read': { for: ['department', 'office'] },
  'assessment.confirm': { for: ['office'], routes: 'confirmAssessment sendConfirmation' },
  'objection.make': {
    for: ['contact'],
    routes: 'objectToAssessment sendObjection',
    refusal: '异议由系部负责人提出',
  },
  'objection.answer': { for: ['office'], routes: 'answerObjection sendAnswer' },

  'roster.administer': {
    for: ['office'],
    routes: `getRosterTemplate showRoster uploadRoster showRosterImport listRosterChanges decideRosterImport showScopes
      searchPeople showRosterPerson showNameMismatches settleName`,
  },
  'roster.push': { for: ['host'], routes: 'putRoster' },
  'audit.read': { for: ['office'], routes: 'showAudit' },
  'administration.read': { for: ['office'], routes: 'showAdmin' },
} as const satisfies Record<string, Rule>;

/** Something that the table says who may do. */
export type Permission = keyof typeof TABLE;

/** The table, by what may be done. */
export const POLICY: Readonly<Record<Permission, Rule>> = TABLE;

/** The operations by which something is done. */
export function routesOf({ routes = '' }: Rule): string[] {
  return routes.split(/\s+/).filter(Boolean);
}
