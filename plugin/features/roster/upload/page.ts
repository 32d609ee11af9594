import { showDay } from '../../../kernel/words';
import type { RosterChange } from '../changes';
import type { Difference } from '../differences';
import type { PersonType } from '../schema';
import { type RosterImport, WORKING } from './roster-import';
import { kindsOf, kindWord, STATE_WORDS, TYPE_WORDS } from './words';

export const ROSTER = '/staff/admin/roster';
export const IMPORTS = `${ROSTER}/imports`;

/** What was typed into the form, and what is wrong with it. */
export interface Typed {
  effective?: string;
  retireMissing?: boolean;
  message?: string;
}

/** An upload in a line. */
export function lineOf(upload: RosterImport) {
  const { id, state, actor, createdAt, effective, files } = upload;
  return { id, actor, createdAt, effective, files: filesInWords(files), state: STATE_WORDS[state] };
}

function filesInWords(files: RosterImport['files']): string {
  return files.map(({ name }) => name).join('、') || '文件还没有传完';
}

/** An upload as its page shows it, all but the lists that it has in tables. */
export function importPage(upload: RosterImport) {
  const { id, state, turn, actor, confirmer, effective, retireMissing, preview, problems, reason, moved } = upload;
  return {
    id,
    is: { [state]: true },
    state: STATE_WORDS[state],
    turn,
    actor,
    confirmer,
    effective,
    retireMissing,
    files: filesInWords(upload.files),
    createdAt: upload.createdAt,
    updatedAt: upload.updatedAt,
    work: workOf(upload),
    groups: preview ? groupsOf(id, preview) : [],
    isNothing: preview !== undefined && countOf(preview) === 0,
    warning: preview && warningOf(preview, retireMissing),
    problems,
    reason,
    moved,
    heading: headingOf(upload),
  };
}

const STEPS = [
  { state: 'receiving', word: '上传' },
  { state: 'reading', word: '读取' },
  { state: 'checking', word: '核对' },
  { state: 'applying', word: '写入' },
] as const;

/** How far the work is, where any goes on. */
function workOf({ state, done, total }: RosterImport) {
  if (state !== 'receiving' && !(WORKING as readonly string[]).includes(state)) return undefined;
  const at = STEPS.findIndex((step) => step.state === state);
  const steps = STEPS.map(({ word }, index) => ({ word, isOver: index < at, isNow: index === at }));
  const percent = total > 0 ? Math.floor((100 * done) / total) : undefined;
  return { steps, percent, word: STEPS[at]?.word, canCancel: state !== 'applying' };
}

function headingOf({ state, effective }: RosterImport): string {
  if (state === 'ready') return `核对：自 ${showDay(effective)} 起`;
  return state === 'done' ? '已导入' : `上传的名单：${STATE_WORDS[state].word}`;
}

type Preview = NonNullable<RosterImport['preview']>;

function countOf({ students, staff }: Preview): number {
  return [students, staff].reduce((sum, { added, changed, left }) => sum + added + changed + left, 0);
}

function groupsOf(id: string, { students, staff, counts, samples }: Preview) {
  const totals = { student: students, staff };
  return (['student', 'staff'] as const).map((type) => ({
    type,
    word: TYPE_WORDS[type],
    ...totals[type],
    kinds: kindsOf(type)
      .filter((kind) => counts[type][kind] > 0)
      .map((kind) => ({
        word: kindWord(type, kind),
        people: counts[type][kind],
        isLoss: kind === 'left' || kind === 'scopeLost',
        sample: (samples[type][kind] ?? []).map(changeInWords),
        more: counts[type][kind] > (samples[type][kind]?.length ?? 0),
        all: `${IMPORTS}/${id}/changes?type=${type}&kind=${kind}`,
      })),
  }));
}

const ALARMING = 0.1;

/** A file that lacks many is more likely not whole than right. */
function warningOf({ students, staff }: Preview, retireMissing: boolean): string | undefined {
  const parts = [
    { word: '学生', ...students },
    { word: '教职工', ...staff },
  ].flatMap(({ word, left, changed, unchanged }) => {
    const before = left + changed + unchanged;
    return left > 1 && left > before * ALARMING ? [`${word} ${left} 人（现有 ${before} 人）`] : [];
  });
  if (parts.length === 0) return undefined;
  const why = retireMissing
    ? '请确认文件里是全校的人；只导入一部分人时，不要勾选“不在名单里的人离校”。'
    : '请确认无误。';
  return `将要离开的有${parts.join('，')}。${why}`;
}

/** What becomes of somebody, fact by fact. */
function changeInWords({ personNo, name, type, change, differences }: RosterChange) {
  const comes = type === 'student' && change !== 'changed';
  const whole = comes ? placeInWords(change, differences) : [];
  const single = differences.filter(({ field }) => !comes || !PLACE.includes(field));
  return { personNo, name, facts: [...whole, ...single.map((each) => differenceInWords(each, change))] };
}

interface Fact {
  field: string;
  text: string;
}

/** Where a student is who comes or leaves. */
const PLACE = ['系部', '班级', '年级', '学籍状态', '学生类别'];

function placeInWords(change: RosterChange['change'], differences: readonly Difference[]): Fact[] {
  const place = differences.filter(({ field }) => PLACE.includes(field));
  const values = place.map(({ from, to }) => (change === 'left' ? from : to)).filter(Boolean);
  return values.length === 0 ? [] : [{ field: change === 'left' ? '原在' : '', text: values.join(' ') }];
}

function differenceInWords({ field, from, to }: Difference, change: RosterChange['change']): Fact {
  if (from !== undefined && to !== undefined) return { field, text: `${from} → ${to}` };
  if (field === '管辖范围')
    return from === undefined ? { field: '增加', text: to ?? '' } : { field: '不再', text: from };
  if (from === undefined && to === undefined)
    return { field, text: `${change === 'added' ? '已填' : '有变'}（不显示号码）` };
  return { field, text: `${from ?? '无'} → ${to ?? '无'}` };
}

/** A list of changes, with what it is about. */
export function changesPage(
  upload: RosterImport,
  asked: { type: PersonType; kind: RosterChange['kinds'][number] },
  { items, nextCursor }: { items: RosterChange[]; nextCursor: string | null },
) {
  const { type, kind } = asked;
  const next = nextCursor && `?${new URLSearchParams({ type, kind, cursor: nextCursor })}`;
  const people = upload.preview?.counts[type][kind] ?? 0;
  return {
    id: upload.id,
    title: `${TYPE_WORDS[type]}：${kindWord(type, kind)}`,
    people,
    changes: items.map(changeInWords),
    next,
  };
}
