import { submitBrief } from '../features/brief';
import { type Campaign, getCampaign } from '../features/campaign';
import { addNote, closeCase, followDecision, openCase } from '../features/case';
import { enterFollowUp } from '../features/follow-up';
import { findCaller } from '../features/launch';
import { decide, openCasesOf, type ReviewParts } from '../features/review';
import { type CivilDate, civilDateOf } from '../kernel/civil-date';
import type { Database, Tx } from '../kernel/database';
import type { Caller } from '../kernel/http';
import type { Vault } from '../kernel/vault';
import type { CareEvent, CloseEvent, NoteEvent } from './care-events';
import type { BriefEvent, DecideEvent } from './events';

/** Where staff do what they do. */
export interface DeedStage {
  database: Database;
  parts: { vault: Vault };
  campaign: string;
  timeZone: string;
}

/** What a member of staff does. */
export type Deed = DecideEvent | CareEvent | BriefEvent;

interface Done {
  tx: Tx;
  vault: Vault;
  timeZone: string;
  asked: { caller: Caller; campaign: Campaign; today: CivilDate; now: number };
}

/** Plays what a member of staff did, by the module's own command. Throws when it is refused. */
export async function playDeed({ database, parts, campaign, timeZone }: DeedStage, deed: Deed): Promise<void> {
  const now = deed.at;
  const today = civilDateOf(Math.floor(now), timeZone);
  await database.transaction(async (tx) => {
    const caller = await findCaller(tx, { personNo: deed.staffNo, personType: 'staff' }, today);
    if (!caller) throw new Error(`the made-up school has no staff ${deed.staffNo}`);
    const asked = { caller, campaign: await getCampaign(tx, campaign), today, now };
    await play({ tx, vault: parts.vault, timeZone, asked }, deed);
  });
}

async function play(done: Done, deed: Deed): Promise<void> {
  const { tx, vault, asked } = done;
  switch (deed.kind) {
    case 'decide':
      return playDecision(done, deed);
    case 'brief': {
      const { date, department, remark } = deed;
      const brief = { ...asked, campaign: asked.campaign.code, date, department, remark };
      await submitBrief(tx, { vault, timeZone: done.timeZone }, brief);
      return;
    }
    case 'follow-up': {
      const { classCode, date, headcount, abnormal, note } = deed;
      await enterFollowUp(tx, vault, { ...asked, classCode, date, body: { headcount, abnormal, note } });
      return;
    }
    case 'found': {
      const { studentNo, date, note, step } = deed;
      await openCase(tx, vault, { ...asked, body: { studentNo, date, note, ...(step ? { step } : {}) } });
      return;
    }
    case 'note': {
      const { note, step } = deed;
      const id = await caseOf(done, deed);
      return addNote(tx, vault, { ...asked, id }, { note, ...(step ? { step } : {}) });
    }
    case 'close': {
      const { note, outcome } = deed;
      const id = await caseOf(done, deed);
      return closeCase(tx, vault, { ...asked, id }, { note, outcome });
    }
  }
}

async function playDecision(
  { tx, vault, asked }: Done,
  { decision, note, studentNo, date }: DecideEvent,
): Promise<void> {
  const onDecided: ReviewParts['onDecided'] = (open, decided) => followDecision(open, vault, decided);
  const body = { decision, note, reports: [{ studentNo, date }] };
  const [result] = await decide(tx, { vault, onDecided }, { ...asked, body });
  if (result && 'problem' in result) throw result.problem;
}

async function caseOf({ tx, asked }: Done, { studentNo }: NoteEvent | CloseEvent): Promise<number> {
  const id = (await openCasesOf(tx, asked.campaign.id, [studentNo])).get(studentNo);
  if (id === undefined) throw new Error(`nobody looks after ${studentNo}`);
  return id;
}
