import type { Tx } from '../../kernel/database';
import { Problem } from '../../kernel/problem';
import { createTimeId } from '../../kernel/time-id';
import type { Vault } from '../../kernel/vault';
import { isInScope } from '../policy';
import { daysOfStudent } from '../report';
import { backTo, queryText, staffBadge, staffFrame } from '../review';
import { contactOf, enrolmentOn, findPerson } from '../roster';
import { type CallAsked, demandDuty, type Typed } from './log-call';
import { callsOf } from './read-model';
import { CALL_OUTCOMES, type NotedCall, OUTCOME_WORDS } from './schema';

/** What was typed and refused, and why. */
export interface Refused {
  typed: Typed;
  message: string;
}

type PageAsked = CallAsked & { from?: string };

/** Whom to call, at which number, and how it went; the calls before. Throws 404 outside the caller's scope. */
export async function callPage(tx: Tx, vault: Vault, asked: PageAsked, refused?: Refused) {
  const { campaign, caller, studentNo, date, today, from } = asked;
  await demandDuty(tx, asked);
  const person = await findPerson(tx, studentNo);
  if (person?.type !== 'student') throw new Problem('not-found', { detail: '没有这个学生' });
  const frame = await staffFrame(tx, asked, 'chase');
  const present = await enrolmentOn(tx, studentNo, today);
  const mayCall = isInScope(caller, 'telephone.read', [present]);
  const contact = mayCall ? await contactOf(tx, vault, studentNo) : {};
  const all = await callsOf(tx, vault, { campaignId: campaign.id, personNo: studentNo });
  // Who had the student on that day alone sees that day.
  const isMine = isInScope(caller, 'student.read', [present]);
  const calls = all.filter((call) => isMine || call.date === date);
  const here = `${frame.base}/calls/${encodeURIComponent(studentNo)}`;
  const model = {
    frame,
    person,
    date,
    isToday: date === today,
    from,
    place: present ?? (await enrolmentOn(tx, studentNo, date)),
    badge: await badgeOn(tx, vault, asked),
    contact: contact.phone || contact.parentPhone ? contact : undefined,
    mayCall,
    calls: calls.map(showCall),
    outcomes: CALL_OUTCOMES.map((value) => {
      return { value, word: OUTCOME_WORDS[value], chosen: value === refused?.typed.outcome };
    }),
    id: refused?.typed.id ?? createTimeId(asked.now),
    refused,
    action: here,
    back: backTo(frame.base, from ?? `chase${queryText({ date })}`),
    personPage: `${frame.base}/people/${encodeURIComponent(studentNo)}${queryText({ date })}`,
  };
  return { model, readContact: model.contact !== undefined, readCalls: calls.length > 0 };
}

async function badgeOn(tx: Tx, vault: Vault, { campaign, studentNo, date }: CallAsked) {
  const range = { campaign, personNo: studentNo, from: date, to: date };
  const [day] = await daysOfStudent(tx, vault, range);
  return day?.status ? staffBadge(day.status) : { word: '不在名单上', tone: 'plain' };
}

function showCall({ outcome, ...call }: NotedCall) {
  return { ...call, word: OUTCOME_WORDS[outcome] };
}
