import { Problem } from '../../kernel/problem';
import { compileSchema, demand } from '../../kernel/validation';
import type { Typed } from './page-class';
import { FOLLOW_UP, type FollowUpBody } from './schema';

/** The fields of the form: `abnormal` comes once for each who is ticked, `note-…` is what is written about one. */
export type Fields = Record<string, string | string[] | undefined>;

const checkBody = compileSchema(FOLLOW_UP);

/** A field that should come once; the last one where it comes twice. */
function textOf(fields: Fields, name: string): string {
  return [fields[name] ?? ''].flat().at(-1) ?? '';
}

function tickedIn(fields: Fields): Map<string, string> {
  const ticked = [fields.abnormal ?? []].flat().filter((studentNo) => studentNo !== '');
  return new Map(ticked.map((studentNo) => [studentNo, textOf(fields, `note-${studentNo}`)]));
}

/** A number as it was typed, full-width digits too; what is none is left for the check to refuse. */
function numberIn(text: string): number | string {
  const plain = text.normalize('NFKC').trim();
  return /^\d{1,9}$/.test(plain) ? Number(plain) : plain;
}

/** The body that a form stands for. Throws 422. */
export function readForm(fields: Fields): FollowUpBody {
  const revision = numberIn(textOf(fields, 'revision'));
  const body = {
    headcount: numberIn(textOf(fields, 'headcount')),
    abnormal: [...tickedIn(fields)].map(([studentNo, note]) => ({ studentNo, note })),
    note: textOf(fields, 'remark'),
    ...(revision === '' ? {} : { revision }),
  };
  demand(checkBody, body);
  return body as FollowUpBody;
}

/** What was typed, to be shown again with what is wrong. */
export function typedAgain(fields: Fields, problem: Problem): Typed {
  const [first] = problem.details.errors ?? [];
  const field = first?.pointer.split('/')[1];
  return {
    headcount: textOf(fields, 'headcount'),
    note: textOf(fields, 'remark'),
    abnormal: tickedIn(fields),
    message: first?.message ?? problem.details.detail ?? problem.title,
    field: field === 'headcount' || field === 'abnormal' || field === 'note' ? field : undefined,
  };
}

/** True for a refusal that a person can mend in the form: wrong content, or an entry that somebody else made meanwhile. */
export function isMendable(error: unknown): error is Problem {
  return error instanceof Problem && (error.status === 422 || error.problem === 'conflict');
}
