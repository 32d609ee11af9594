import type { CivilDate } from '../../kernel/civil-date';
import type { Db } from '../../kernel/database';
import type { Caller } from '../../kernel/http';
import type { Pointed } from '../../kernel/problem';
import type { Vault } from '../../kernel/vault';
import { type Campaign, formOn } from '../campaign';
import { enrolmentOn } from '../roster';
import { describeAnswers } from './answers-words';
import type { Fields } from './form-answers';
import { type Field, fieldsAsSent, fieldsOfAnswers } from './form-fields';
import { type CurrentReport, findLastReport } from './read-model';
import { listProvinces } from './regions';
import type { Answers } from './schema';

interface Asked {
  caller: Caller;
  campaign: Campaign;
  date: CivilDate;
  today: CivilDate;
  report: CurrentReport | undefined;
}

/** What the form's page shows beside its fields. */
export async function formPage(db: Db, { caller, campaign, date, today, report }: Asked, fields: Field[]) {
  const standing = await enrolmentOn(db, caller.personNo, date);
  return {
    campaign,
    date,
    today,
    isRefill: report?.status === 'returned',
    isCorrection: report?.status === 'normal',
    formVersion: formOn(campaign, date).version,
    classCode: standing?.classCode ?? '',
    fields,
    errors: fields.flatMap(({ error, id, label }) => (error ? [{ id, label, message: error }] : [])),
    provinces: fields.some(({ kind }) => kind === 'location') ? listProvinces() : [],
  };
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
