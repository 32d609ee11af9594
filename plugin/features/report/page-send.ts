import { isCivilDate } from '../../kernel/civil-date';
import type { Database } from '../../kernel/database';
import type { ReadContext, Reply } from '../../kernel/http';
import type { Pointed, Problem } from '../../kernel/problem';
import type { Settings } from '../../kernel/settings';
import type { Vault } from '../../kernel/vault';
import { type Campaign, covers } from '../campaign';
import { acknowledge } from '../privacy-notice';
import type { Fields } from './form-answers';
import { formPage, sentFields, showFormPage } from './page-form';
import { findReport } from './read-model';
import { type SubmitFormParts, submitForm } from './submit-form';

interface Parts extends SubmitFormParts {
  database: Database;
  vault: Vault;
  settings: Settings;
}

/** What to do next, where the refusal itself speaks of a page that is older than the one it is shown on. */
const ON_A_FRESH_PAGE: Partial<Record<Problem['problem'], string>> = {
  'form-changed': '下面已经换成新的表单，填过的都留着。请核对后再点“提交”。',
};

/** What came with a page, and that its notice was shown, which goes on record. */
async function receivePage({ database }: Parts, context: ReadContext, campaign: Campaign) {
  const { caller, now, today } = context;
  const fields = (context.body ?? {}) as Fields;
  const date = isCivilDate(fields.date) ? fields.date : today;
  const reader = { campaign, date, personNo: caller.personNo };
  const knowsNotice = await acknowledge(database, { ...reader, version: fields.notice, now });
  return { date, fields, knowsNotice };
}

/** 知道了: the page comes back without the notice, with all that was typed. */
export async function sendAcknowledgement(parts: Parts, context: ReadContext, campaign: Campaign): Promise<Reply> {
  const { date, fields } = await receivePage(parts, context, campaign);
  return showAgain(parts, context, { campaign, date, fields, status: 200, more: {} });
}

/**
 * Takes a form as a browser sends it and leads to the receipt. Whatever is in the way, the page comes back with all that
 * was typed; a script is told in JSON what is wrong at which field, or what is asked back.
 */
export async function sendForm(parts: Parts, context: ReadContext, campaign: Campaign): Promise<Reply> {
  const { db, caller, now, today, wantsJson } = context;
  const { date, fields, knowsNotice } = await receivePage(parts, context, campaign);
  const report = await findReport(db, parts.vault, { campaignId: campaign.id, date, personNo: caller.personNo });
  const receipt = { redirect: `${parts.settings.basePath}/c/${campaign.code}/receipt?date=${date}` };
  const send = () => submitForm(parts, { personNo: caller.personNo, campaign, date, fields, now, today });
  const again = (status: number, more: object, errors: readonly Pointed[] = []) =>
    showAgain(parts, context, { campaign, date, fields, status, more, errors });

  if (date !== today && report?.status !== 'returned' && covers(campaign, today)) {
    // What had arrived before midnight is there, though its answer was lost on the way.
    if (report && 'kept' in (await send())) return receipt;
    return showAgain(parts, context, { campaign, date: today, fields, status: 409, more: { openedOn: date } });
  }
  if (!knowsNotice) return again(409, { isNoticeNew: true });
  const outcome = await send();
  if ('kept' in outcome) return receipt;
  if ('unusual' in outcome) return wantsJson ? { json: outcome } : again(200, { unusual: outcome.unusual });
  const { refused } = outcome;
  if (wantsJson && refused.status === 422) throw refused;
  const { title, details, problem, status } = refused;
  const detail = ON_A_FRESH_PAGE[problem] ?? details.detail;
  return again(status, { refused: { title, detail } }, details.errors);
}

interface Again {
  campaign: Campaign;
  date: string;
  fields: Fields;
  status: number;
  more: object;
  errors?: readonly Pointed[];
}

async function showAgain({ vault, settings }: Parts, { db, caller, today }: ReadContext, again: Again): Promise<Reply> {
  const { campaign, date, fields, status, more, errors = [] } = again;
  const report = await findReport(db, vault, { campaignId: campaign.id, date, personNo: caller.personNo });
  const asked = { caller, campaign, date, today, report };
  const model = await formPage(db, vault, asked, sentFields(campaign, date, fields, errors));
  return showFormPage(settings, { ...model, ...more, isSent: true }, status);
}
