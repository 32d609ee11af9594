import type { ChangeKind } from '../changes';
import type { PersonType } from '../schema';
import type { ImportState } from './roster-import';

/** What the kinds of changes are called, in the order in which a reader asks for them. */
const KINDS: Record<PersonType, Partial<Record<ChangeKind, string>>> = {
  student: {
    added: '新增',
    back: '复学、返校',
    left: '离校',
    moved: '转班、转系部',
    status: '学籍状态或日期有变',
    category: '年级或类别有变',
    renamed: '改名',
    contact: '电话有变',
  },
  staff: {
    added: '新增',
    back: '回来任职',
    left: '不再任职',
    scopeGained: '增加管辖',
    scopeLost: '不再管辖',
    renamed: '改名',
  },
};

/** A kind of change as its readers call it. */
export function kindWord(type: PersonType, kind: ChangeKind): string {
  return KINDS[type][kind] ?? kind;
}

/** The kinds of changes of students or staff, in the order in which they are shown. */
export function kindsOf(type: PersonType): ChangeKind[] {
  return Object.keys(KINDS[type]) as ChangeKind[];
}

export const TYPE_WORDS: Record<PersonType, string> = { student: '学生', staff: '教职工' };

/** How far an upload is, in a word, and how it is shown. */
export const STATE_WORDS: Record<ImportState, { word: string; tone: string }> = {
  receiving: { word: '上传中', tone: 'tag-wait' },
  reading: { word: '读取中', tone: 'tag-wait' },
  checking: { word: '核对中', tone: 'tag-wait' },
  ready: { word: '待确认', tone: 'tag-wait' },
  applying: { word: '写入中', tone: 'tag-wait' },
  refused: { word: '有问题，没有导入', tone: 'tag-bad' },
  failed: { word: '失败，没有导入', tone: 'tag-bad' },
  done: { word: '已导入', tone: 'tag-good' },
  cancelled: { word: '已取消', tone: '' },
  expired: { word: '已过期', tone: '' },
};
