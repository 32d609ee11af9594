import { headingsOf, neededHeadings } from './columns';
import { refused } from './refusal';
import type { PersonType } from './schema';

const KEY_HEADING = { student: '学号', staff: '工号' } as const;
const KINDS: readonly PersonType[] = ['student', 'staff'];

/** The kind of roster that has such headings. Throws `RosterRefused` when there is none, or the header is not right. */
export function kindOfHeader(file: string, headings: readonly string[]): PersonType {
  const kind =
    KINDS.find((each) => missingFrom(headings, each).length === 0) ??
    KINDS.find((each) => headings.includes(KEY_HEADING[each]));
  if (!kind) throw refused(file, 1, `认不出这是什么名单。${KINDS.map(needs).join('；')}`);
  checkHeader(file, kind, headings);
  return kind;
}

/** Throws `RosterRefused` when a heading of the kind is missing, or there twice. */
export function checkHeader(file: string, kind: PersonType, headings: readonly string[]): void {
  const missing = missingFrom(headings, kind);
  if (missing.length > 0) throw refused(file, 1, `缺少列：${missing.join('、')}。${needs(kind)}`);
  const doubled = headingsOf(kind).find((heading) => headings.indexOf(heading) !== headings.lastIndexOf(heading));
  if (doubled) throw refused(file, 1, `“${doubled}”这一列出现了两次`);
}

function missingFrom(headings: readonly string[], kind: PersonType): string[] {
  return neededHeadings(kind).filter((heading) => !headings.includes(heading));
}

function needs(kind: PersonType): string {
  return `${kind === 'student' ? '学生' : '教职工'}名单的第 1 行需要这些列：${neededHeadings(kind).join('、')}`;
}
