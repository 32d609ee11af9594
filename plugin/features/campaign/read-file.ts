import { addDays } from '../../kernel/civil-date';
import { invalid, type Pointed } from '../../kernel/problem';
import { compileSchema, isSchema, type Schema } from '../../kernel/validation';
import { DEFAULT_FLAGS, DEFAULT_FORM } from './default-form';
import { CAMPAIGN_FILE, type CampaignFile, type ExemptRule, type Flag } from './schema';

const checkShape = compileSchema(CAMPAIGN_FILE);

/** Checks a campaign file and puts it into one form. Throws 422 with everything that is wrong in it. */
export function readCampaignFile(content: unknown): CampaignFile {
  refuseIf(checkShape(content));
  const file = normalise(content as Record<string, never>);
  const byCode = !Array.isArray((content as { flags?: unknown }).flags);
  refuseIf(sizeErrors(file));
  refuseIf([
    ...periodErrors(file),
    ...followUpErrors(file),
    ...formShapeErrors(file.form),
    ...flagErrors(file, byCode),
    ...weightErrors(file),
  ]);
  return file;
}

function refuseIf(errors: Pointed[]): void {
  if (errors.length > 0) throw invalid(errors);
}

function normalise(content: Record<string, never>): CampaignFile {
  const given = { exclude: [], followUp: [], briefDueAt: '10:00', retentionDays: 180, assessment: {}, ...content };
  const { $schema: _, ...file } = given as typeof given & { $schema?: string };
  return {
    ...(file as unknown as CampaignFile),
    trialUntil: (content.trialUntil as string | null | undefined) ?? null,
    exclude: (given.exclude as ExemptRule[]).map(normaliseRule),
    form: { unevaluatedProperties: false, ...((content.form as Schema | undefined) ?? DEFAULT_FORM) },
    flags: normaliseFlags(content.flags),
    reason: content.reason,
    approval: content.approval,
  };
}

/** `2018`, `2018级` and `18级` are one intake. */
function normaliseRule(rule: ExemptRule): ExemptRule {
  if (rule.intake === undefined) return rule;
  const digits = String(rule.intake).replace('级', '');
  return { ...rule, intake: Number(digits.length === 2 ? `20${digits}` : digits) };
}

/** A list of flags, or an object whose keys are their codes; the notice's three where none are named. */
function normaliseFlags(given: unknown): Flag[] {
  if (given === undefined) return DEFAULT_FLAGS;
  const list = Array.isArray(given)
    ? (given as Flag[])
    : Object.entries(given as Record<string, Schema>).map(([code, condition]) => toFlag(code, condition));
  return list.map((flag) => ({ ...flag, title: flag.title ?? flag.code }));
}

function toFlag(code: string, condition: Schema): Flag {
  const { when, title } = condition as { when?: Schema; title?: string };
  return { code, title: title ?? code, when: when ?? condition };
}

/** In bytes of JSON. A list is kept in 64 KB at most; a form is read on a phone, and judges every report of a day. */
const LARGEST = {
  exclude: { bytes: 60_000, name: '不打卡的条件' },
  followUp: { bytes: 60_000, name: '线下跟进的班级' },
  form: { bytes: 200_000, name: '表单' },
  flags: { bytes: 200_000, name: '待审核的条件' },
} as const;

function sizeErrors(file: CampaignFile): Pointed[] {
  return (Object.keys(LARGEST) as (keyof typeof LARGEST)[])
    .filter((part) => Buffer.byteLength(JSON.stringify(file[part])) > LARGEST[part].bytes)
    .map((part) => ({ pointer: `/${part}`, message: `${LARGEST[part].name}太长，请精简` }));
}

function periodErrors({ startsOn, endsOn, trialUntil }: CampaignFile): Pointed[] {
  const errors: Pointed[] = [];
  if (endsOn < startsOn) errors.push({ pointer: '/endsOn', message: '结束日期不能早于开始日期' });
  if (endsOn > addDays(startsOn, 731)) errors.push({ pointer: '/endsOn', message: '一个活动最长两年' });
  if (trialUntil !== null && (trialUntil < startsOn || trialUntil > endsOn))
    errors.push({ pointer: '/trialUntil', message: '试运行截止日期应当在活动期间之内' });
  return errors;
}

/** A class that is followed up outside the app must be exempt as a class, or its students would be asked twice. */
function followUpErrors({ followUp, exclude }: CampaignFile): Pointed[] {
  const wholeClasses = exclude.filter((rule) => Object.keys(rule).length === 1).map((rule) => rule.class);
  return followUp.flatMap((code, index) =>
    wholeClasses.includes(code)
      ? []
      : [{ pointer: `/followUp/${index}`, message: `线下跟进的班级 ${code} 应当先整班列入 exclude` }],
  );
}

/** Weights are relative to each other, so that at least one of them has to weigh something. */
function weightErrors({ assessment: { weights } }: CampaignFile): Pointed[] {
  if (!weights || Object.values(weights).some((weight) => weight > 0)) return [];
  return [{ pointer: '/assessment/weights', message: '考核权重至少要有一项大于 0' }];
}

/** `byCode` where the file has an object of flags, so that the pointer finds its place there. */
function flagErrors({ flags }: CampaignFile, byCode: boolean): Pointed[] {
  const errors: Pointed[] = [];
  for (const [index, { when, code }] of flags.entries()) {
    const pointer = byCode ? `/flags/${code}` : `/flags/${index}/when`;
    if (!isSchema(when)) errors.push({ pointer, message: `条件 ${code} 不是有效的 JSON Schema` });
  }
  const codes = flags.map(({ code }) => code);
  if (new Set(codes).size < codes.length) errors.push({ pointer: '/flags', message: '有重复的条件代码' });
  return errors;
}

function formShapeErrors(form: Schema): Pointed[] {
  if (form.type !== 'object') return [{ pointer: '/form/type', message: '表单应当是 type 为 object 的 JSON Schema' }];
  if (Object.keys(form.properties ?? {}).length === 0)
    return [{ pointer: '/form/properties', message: '表单至少要有一个问题' }];
  if (!isSchema(form)) return [{ pointer: '/form', message: '表单不是有效的 JSON Schema' }];
  return unusualErrors(form.properties as Record<string, { unusual?: Schema }>);
}

/** What asks back is a schema of its own, which the form's check passes by. */
function unusualErrors(questions: Record<string, { unusual?: Schema }>): Pointed[] {
  return Object.entries(questions)
    .filter(([, { unusual }]) => unusual !== undefined && !isSchema(unusual))
    .map(([name]) => ({ pointer: `/form/properties/${name}/unusual`, message: '不是有效的 JSON Schema' }));
}
