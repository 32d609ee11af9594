import { answersOf, COMPARISONS, type Draft, type DraftFlag, type DraftQuestion, masterIn } from './form-editor-schema';
import { numberOf } from './form-editor-write';

/** Something wrong in a draft: the id of the field, and what is to be done. */
export interface Trouble {
  field: string;
  message: string;
}

/** What has to be mended before a draft can be saved. */
export function checkParts({ questions, flags }: Draft): Trouble[] {
  if (questions.length === 0) return [{ field: 'new-label', message: '表单至少要有一个问题' }];
  return [
    ...questions.flatMap((question, index) =>
      checkQuestion(question, questions.slice(0, index)).map(([key, message]) => ({
        field: `q-${question.name}-${key}`,
        message: `第 ${index + 1} 题：${message}`,
      })),
    ),
    ...flags.flatMap((flag) =>
      checkFlag(flag, questions).map(([key, message]) => ({
        field: `flag-${flag.code}-${key}`,
        message: `条件“${flag.title || '还没有名字'}”：${message}`,
      })),
    ),
  ];
}

type Found = [key: string, message: string][];

const NUMBERS = {
  minimum: '最小值',
  maximum: '最大值',
  askBelow: '低于多少再问一遍',
  askAbove: '高于多少再问一遍',
  example: '示例',
} as const;

function checkQuestion(question: DraftQuestion, before: readonly DraftQuestion[]): Found {
  const found: Found = [];
  if (question.label === '') found.push(['label', '请写上要问什么']);
  if (question.label.length > 100) found.push(['label', '最多 100 个字']);
  if (!hasMaster(question, before))
    found.push(['onlyIf', '只能跟着排在它前面的“是或否”或单选问题的某个回答，那个问题自己不能再有条件']);
  if (question.kind === 'number') found.push(...checkNumbers(question));
  if (question.kind === 'one' || question.kind === 'many') found.push(...checkOptions(question));
  if (question.maxLength !== '' && !isLength(question.maxLength)) found.push(['maxLength', '最多字数应当是 1 到 4000']);
  return found;
}

function hasMaster({ onlyIf }: DraftQuestion, before: readonly DraftQuestion[]): boolean {
  const wanted = masterIn(onlyIf);
  if (!wanted) return true;
  const master = before.find(({ name }) => name === wanted.name);
  return master !== undefined && answersOf(master).some(({ value }) => value === wanted.answer);
}

function isLength(typed: string): boolean {
  const length = numberOf(typed);
  return Number.isInteger(length) && Number(length) >= 1 && Number(length) <= 4000;
}

function checkNumbers(question: DraftQuestion): Found {
  const found: Found = (Object.keys(NUMBERS) as (keyof typeof NUMBERS)[])
    .filter((key) => question[key] !== '' && numberOf(question[key]) === undefined)
    .map((key) => [key, `${NUMBERS[key]}应当是数字`]);
  const [low, high] = [numberOf(question.minimum), numberOf(question.maximum)];
  if (low !== undefined && high !== undefined && low > high) found.push(['maximum', '最大值不能小于最小值']);
  return found;
}

function checkOptions({ kind, options }: DraftQuestion): Found {
  if (options.length < (kind === 'one' ? 2 : 1))
    return [['options', kind === 'one' ? '请至少写两个选项，一行一个' : '请写选项，一行一个']];
  if (options.length > 100) return [['options', '最多 100 个选项']];
  if (options.some(({ label }) => label.length > 100)) return [['options', '一个选项最多 100 个字']];
  const texts = options.flatMap(({ label, value }) => [...new Set([label, value])]);
  return new Set(texts).size < texts.length ? [['options', '有重复的选项']] : [];
}

function checkFlag(flag: DraftFlag, questions: readonly DraftQuestion[]): Found {
  const question = questions.find(({ name }) => name === flag.question);
  const found: Found = [];
  if (flag.title === '') found.push(['title', '请写上审核的人看到的名字，如 体温高于 37.3 ℃']);
  if (flag.title.length > 40) found.push(['title', '名字最多 40 个字']);
  const kinds: readonly string[] = COMPARISONS[flag.comparison].kinds;
  if (!question || !kinds.includes(question.kind)) return [...found, ['comparison', '和问题的类型不相配']];
  if (question.kind === 'number' && numberOf(flag.value) === undefined) found.push(['value', '请写一个数字']);
  const chosen = flag.comparison === 'is' || flag.comparison === 'has';
  if (chosen && !question.options.some(({ value }) => value === flag.value)) found.push(['value', '请选一项']);
  return found;
}
