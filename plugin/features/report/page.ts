import type { Campaign } from '../campaign';
import { type AnswerInWords, describeAnswers } from '../form';
import type { Review } from '../review';
import { BADGES, type Badge } from './badge';
import type { Revision } from './schema';

/** What was sent, as its sender reads it. */
export interface Sent {
  revision: number;
  receipt: string;
  submittedAt: number;
  answers: AnswerInWords[];
  flags: string[];
  badge: Badge;
}

/** A revision in the words of the form that it was filled in with. */
export function describeRevision(campaign: Campaign, revision: Revision): Sent {
  const version = campaign.forms.find((each) => each.version === revision.formVersion);
  const { receipt, submittedAt, flags, answers } = revision;
  return {
    revision: revision.revision,
    receipt,
    submittedAt,
    answers: version ? describeAnswers(version.form, answers) : [],
    flags: flags.map((code) => version?.flags.find((flag) => flag.code === code)?.title ?? code),
    badge: BADGES[revision.status],
  };
}

/** A decision, as the student reads it. */
export function describeReview({ decision, note, reviewer, decidedAt }: Review) {
  const words = { return: '退回，请重新填写', confirm: '已核实', clear: '无异常', reopen: '撤回了之前的处理' };
  return { word: words[decision], note, who: `${reviewer.duty} ${reviewer.name}`, decidedAt };
}
