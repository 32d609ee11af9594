import { PEOPLE } from '../support/world';

/** What a deed is about. */
export interface About {
  studentNo: string;
  class: string;
  department: string;
  followClass: string;
  /** A case of the student, once it is known. */
  caseId: string;
  /** A file that the caller may not have asked for. */
  exportId: string;
  /** A message of the department's group that was not sent. */
  message: string;
  /** An address that a robot of the department's group may have. */
  address: string;
}

/** Something that staff do about somebody or something in their scope, by the operation of that id. */
interface Deed {
  id: string;
  /** Who may, about {@link INSIDE}. */
  by: 'teacher' | 'otherTeacher' | 'contact';
  /** Parts of the address, where they are other than those of {@link partsOf}. */
  parts?: (about: About) => Record<string, string>;
  query?: (about: About) => Record<string, string>;
  body?: (about: About) => object;
}

/** The day that deeds are about, after two weeks are over. */
export const DAY = '2021-02-02';
export const TODAY = '2021-02-03';
/** One of the weeks, written as ISO 8601 does. */
export const WEEK = '2021-W03';

export const INSIDE = {
  studentNo: PEOPLE.wang.personNo,
  class: '191111',
  department: '航制',
  followClass: '198241',
};
export const OUTSIDE = {
  studentNo: PEOPLE.sun.personNo,
  class: '192211',
  department: '经管',
  followClass: '198241',
};

/** The parts of an address about somebody, its filters among them. */
export function partsOf(about: About): Record<string, string> {
  const { studentNo, department, caseId: id } = about;
  return { code: 'winter', date: TODAY, studentNo, class: about.class, department, isoWeek: WEEK, week: WEEK, id };
}

const reports = ({ studentNo }: About) => [{ studentNo, date: TODAY }];
const ofExport = ({ exportId }: About) => ({ id: exportId });
const ofFollowClass = ({ followClass }: About) => ({ class: followClass });
const target = ({ department }: About) => ({ target: `department/${department}` });
const file = { from: TODAY, to: TODAY, state: 'reported', format: 'csv' };

/** Every deed of staff that has a scope, in an order in which all of them can be done. */
export const DEEDS: readonly Deed[] = [
  { id: 'decideReviews', by: 'teacher', body: (a) => ({ decision: 'confirm', note: '', reports: reports(a) }) },
  {
    id: 'sendDecision',
    by: 'teacher',
    body: ({ studentNo }) => ({ decision: 'reopen', note: '看错了', report: `${TODAY}/1/${studentNo}`, form: 'one' }),
  },
  { id: 'openCase', by: 'teacher', body: ({ studentNo }) => ({ studentNo, note: '发烧' }) },
  { id: 'addCaseNote', by: 'teacher', body: () => ({ note: '已送医' }) },
  { id: 'closeCase', by: 'teacher', body: () => ({ outcome: 'recovered' }) },
  { id: 'reopenCase', by: 'teacher', body: () => ({ note: '又发烧' }) },
  { id: 'sendCaseNote', by: 'teacher', body: () => ({ note: '在家观察' }) },
  { id: 'sendCaseClose', by: 'teacher', body: () => ({ outcome: 'recovered' }) },
  { id: 'sendCaseReopen', by: 'teacher', body: () => ({ note: '再看一天' }) },
  { id: 'sendNewCase', by: 'teacher', body: ({ studentNo }) => ({ studentNo, note: '咳嗽' }) },
  {
    id: 'logCall',
    by: 'teacher',
    body: ({ studentNo }) => ({ id: `0000000000000${studentNo}`, outcome: 'reached', note: '', date: TODAY }),
  },
  { id: 'sendReminders', by: 'teacher', body: (a) => ({ date: TODAY, class: a.class }) },
  { id: 'sendChase', by: 'teacher', body: (a) => ({ date: TODAY, class: a.class }) },
  { id: 'createExport', by: 'teacher', body: (a) => ({ ...file, class: a.class }) },
  { id: 'sendExport', by: 'contact', body: ({ department }) => ({ ...file, department }) },
  { id: 'sendExportAgain', by: 'teacher', parts: ofExport },
  { id: 'sendExportDeletion', by: 'teacher', parts: ofExport },
  {
    id: 'putFollowUp',
    by: 'otherTeacher',
    parts: ofFollowClass,
    body: () => ({ headcount: 1, abnormal: [], note: '' }),
  },
  {
    id: 'sendFollowUp',
    by: 'otherTeacher',
    query: ({ followClass }) => ({ date: TODAY, class: followClass }),
    body: () => ({ headcount: '0', remark: '' }),
  },
  { id: 'submitBrief', by: 'contact', parts: () => ({ date: DAY }), body: () => ({}) },
  { id: 'sendBrief', by: 'contact', body: ({ department }) => ({ date: '2021-02-01', department, remark: '' }) },
  { id: 'objectToAssessment', by: 'contact', body: ({ department }) => ({ department, text: '请核实' }) },
  { id: 'sendObjection', by: 'contact', body: ({ department }) => ({ week: '2021-W04', department, text: '请核实' }) },
  { id: 'setRobot', by: 'contact', body: (a) => ({ ...target(a), address: a.address, secret: '' }) },
  { id: 'testRobot', by: 'contact', body: target },
  { id: 'resendRobotMessage', by: 'contact', body: ({ message }) => ({ message }) },
  { id: 'removeRobot', by: 'contact', body: target },
];
