import type { CivilDate } from '../../kernel/civil-date';
import type { Db } from '../../kernel/database';
import type { Caller, Reply } from '../../kernel/http';
import type { Pointed } from '../../kernel/problem';
import type { Settings } from '../../kernel/settings';
import type { Vault } from '../../kernel/vault';
import { type Campaign, formOn } from '../campaign';
import { type Answers, describeAnswers } from '../form';
import { noticeToShow } from '../privacy-notice';
import { reviewsOf } from '../review';
import { enrolmentOn } from '../roster';
import type { Fields } from './form-answers';
import { type Field, fieldsAsSent, fieldsOfAnswers } from './form-fields';
import { describeReview } from './page';
import { type CurrentReport, findLastReport, keyOf } from './read-model';
import { listProvinces } from './regions';

interface Asked {
  caller: Caller;
  campaign: Campaign;
  date: CivilDate;
  today: CivilDate;
  report: CurrentReport | undefined;
}

/** What the form's page shows: its fields, whose it is, why a day has to be filled in again, and what is yet to be told. */
export async function formPage(db: Db, vault: Vault, asked: Asked, fields: Field[]) {
  const { caller, campaign, date, today, report } = asked;
  const standing = await enrolmentOn(db, caller.personNo, date);
  return {
    campaign,
    date,
    today,
    notice: await noticeToShow(db, { campaign, date, personNo: caller.personNo }),
    isRefill: report?.status === 'returned',
    review: report?.status === 'returned' ? await lastReview(db, vault, report) : undefined,
    isCorrection: report?.status === 'normal',
    formVersion: formOn(campaign, date).version,
    classCode: standing?.classCode ?? '',
    fields,
    errors: fields.flatMap(({ error, id, label }) => (error ? [{ id, label, message: error }] : [])),
    provinces: fields.some(({ kind }) => kind === 'location') ? listProvinces() : [],
  };
}

/** The page of the form. `hostOrigins` are those that may be asked for the location. */
export function showFormPage({ frameOrigins }: Settings, model: object, status = 200): Reply {
  return { status, view: 'student/form', model: { ...model, hostOrigins: frameOrigins.join(' ') } };
}

async function lastReview(db: Db, vault: Vault, report: CurrentReport) {
  const last = (await reviewsOf(db, vault, [report])).get(keyOf(report))?.at(-1);
  return last && describeReview(last);
}

/** The fields to begin with: what was sent back or is to be corrected, else the region of the last report. */
export async function startingFields(db: Db, vault: Vault, asked: Asked): Promise<Field[]> {
  const { campaign, date, report, caller } = asked;
  const { form } = formOn(campaign, date);
  if (report) return fieldsOfAnswers(form, report.current.answers);
  const last = await findLastReport(db, vault, { campaignId: campaign.id, personNo: caller.personNo, before: date });
  const { location } = (last?.current.answers ?? {}) as { location?: object };
  return fieldsOfAnswers(form, location ? { location } : {});
}

/** The fields as they were sent, with what is wrong at each. */
export function sentFields(
  campaign: Campaign,
  date: CivilDate,
  sent: Fields,
  errors: readonly Pointed[] = [],
): Field[] {
  return fieldsAsSent(formOn(campaign, date).form, sent, errors);
}

/** The unusual answers as they are asked back: `体温 38.6 ℃`. */
export function askBack(campaign: Campaign, date: CivilDate, answers: Answers, names: readonly string[]): string[] {
  const said = describeAnswers(formOn(campaign, date).form, answers);
  return said.filter(({ name }) => names.includes(name)).map(({ title, text }) => `${title} ${text}`);
}
