import { addDays, type CivilDate, civilDateOf } from '../../kernel/civil-date';
import type { Db } from '../../kernel/database';
import type { Caller } from '../../kernel/http';
import type { Vault } from '../../kernel/vault';
import { LOOK_KINDS, type Look, listLooks } from '../audit';
import { type Campaign, nearestDay } from '../campaign';
import { campaignsOf } from '../home';
import { acknowledgedAt, privacyNoticeOn } from '../privacy-notice';
import { daysReported } from '../report';
import { contactOf, enrolmentOn } from '../roster';

interface Asked {
  caller: Caller;
  today: CivilDate;
  timeZone: string;
  cursor?: string;
}

const LOOKS_ON_A_PAGE = 30;

/** 我的数据: what is kept of somebody and how long, who has looked, and what is told about it. Staff read what is told. */
export async function privacyPage(db: Db, vault: Vault, asked: Asked) {
  const { caller, today, cursor } = asked;
  const campaigns = (await campaignsOf(db, vault, caller, today)).map(({ campaign }) => campaign);
  const told = await Promise.all(campaigns.map((campaign) => toldIn(db, caller, campaign, today)));
  if (caller.type === 'staff') return { told };
  const looks = await listLooks(db, caller.personNo, { limit: LOOKS_ON_A_PAGE, cursor });
  return {
    told,
    standing: await enrolmentOn(db, caller.personNo, today),
    phones: phonesOf(await contactOf(db, vault, caller.personNo)),
    kept: await Promise.all(campaigns.map((campaign) => keptIn(db, caller, campaign, today))),
    looks: {
      days: byDay(looks.items, asked.timeZone),
      isLater: Boolean(cursor),
      next: looks.nextCursor && `?${new URLSearchParams({ cursor: looks.nextCursor })}#looks`,
    },
  };
}

/** What a campaign tells, and when the reader acknowledged it. */
async function toldIn(db: Db, { personNo }: Caller, campaign: Campaign, today: CivilDate) {
  const notice = privacyNoticeOn(campaign, nearestDay(campaign, today));
  const at = await acknowledgedAt(db, { campaignId: campaign.id, personNo, version: notice.version });
  return { title: campaign.title, notice, at };
}

/** Numbers are for the class's own teachers; whose they are learns that they are there. */
function phonesOf({ phone, parentPhone }: Awaited<ReturnType<typeof contactOf>>): string[] {
  return [...(phone ? ['联系电话'] : []), ...(parentPhone ? ['家长电话'] : [])];
}

/** How many days somebody has reported, and when the first of what is still kept goes. */
async function keptIn(db: Db, { personNo }: Caller, campaign: Campaign, today: CivilDate) {
  const { id: campaignId, code, title, retentionDays } = campaign;
  const from = addDays(today, -retentionDays);
  const { days, first } = await daysReported(db, { campaignId, personNo, from });
  return { code, title, retentionDays, days, first, goesOn: first && addDays(first, retentionDays + 1) };
}

/** Looks by day; the same by the same person one after the other is one line, with how often. */
function byDay(looks: readonly Look[], timeZone: string) {
  const days: { date: CivilDate; lines: (Look & { kindWord: string; isMany: boolean; times: number })[] }[] = [];
  for (const look of looks) {
    const date = civilDateOf(look.at, timeZone);
    if (days.at(-1)?.date !== date) days.push({ date, lines: [] });
    const lines = days.at(-1)?.lines ?? [];
    const last = lines.at(-1);
    if (last && isSame(last, look)) last.times += 1;
    else lines.push({ ...look, kindWord: LOOK_KINDS[look.kind], isMany: look.people > 1, times: 1 });
  }
  return days.map(({ date, lines }) => ({ date, lines: lines.map((line) => ({ ...line, again: line.times > 1 })) }));
}

function isSame(a: Look, b: Look): boolean {
  return a.by.name === b.by.name && a.by.duty === b.by.duty && a.words === b.words && a.date === b.date;
}
