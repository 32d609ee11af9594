import type { CivilDate } from '../../kernel/civil-date';
import { invalid, type Pointed, Problem } from '../../kernel/problem';
import { type Campaign, type FormChecks, formOn } from '../campaign';
import { type Fields, toAnswers } from './form-answers';
import type { Intake } from './intake';
import { askBack } from './page-form';

/** What {@link submitForm} works with. */
export interface SubmitFormParts {
  intake: Intake;
  forms: FormChecks;
}

/** A sent form, and who sent it when. */
export interface SentForm {
  personNo: string;
  campaign: Campaign;
  date: CivilDate;
  fields: Fields;
  now: number;
  today: CivilDate;
}

/** How a sent form ended: kept; not yet, because something unusual is asked back; or refused with all that was typed. */
export type FormOutcome = { kept: true } | { unusual: string[] } | { refused: Problem };

/** Submits a form as the API would, after asking back once what is unusual. */
export async function submitForm(
  { intake, forms }: SubmitFormParts,
  { personNo, campaign, date, fields, now, today }: SentForm,
): Promise<FormOutcome> {
  const version = formOn(campaign, date);
  const answers = toAnswers(version.form, fields);
  const errors = forms.check(campaign, version)(answers);
  if (errors.length > 0) return { refused: invalid(errors.map(atAnswers)) };
  const unusual = [fields.confirmed].flat().includes('1') ? [] : forms.unusualOf(campaign, version, answers);
  if (unusual.length > 0) return { unusual: askBack(campaign, date, answers, unusual) };
  try {
    const formVersion = Number(fields.formVersion) || undefined;
    await intake.submit({ personNo, campaign: campaign.code, date, answers, formVersion, now, today });
    return { kept: true };
  } catch (error) {
    if (error instanceof Problem && error.status < 500) return { refused: error };
    throw error;
  }
}

function atAnswers({ pointer, message }: Pointed): Pointed {
  return { pointer: `/answers${pointer}`, message };
}
