import type { Schema } from '../../kernel/validation';
import { DEFAULT_FLAGS, DEFAULT_FORM } from './default-form';
import type { Flag } from './schema';

const { temperature, symptoms, highRiskArea, highRiskPlaces, location, note, truthful } =
  DEFAULT_FORM.properties as Record<string, Schema>;

const HEALTH_CODE = [
  { const: 'green', title: '绿码' },
  { const: 'yellow', title: '黄码' },
  { const: 'red', title: '红码' },
  { const: 'none', title: '当地没有健康码' },
];

const HOUSEHOLD = [
  { const: 'fever', title: '有人发热或咳嗽' },
  { const: 'isolated', title: '有人在隔离' },
  { const: 'returned', title: '有人刚从高风险地区或境外回来' },
];

const ISOLATION = [
  { const: 'none', title: '没有隔离' },
  { const: 'home', title: '居家隔离' },
  { const: 'central', title: '集中隔离' },
  { const: 'hospital', title: '住院' },
];

function onlyIf(name: string, asked: Record<string, string>): Schema {
  const properties = Object.entries(asked).map(([key, title]) => [key, { type: 'string', title, pattern: '\\S' }]);
  return {
    if: { properties: { [name]: { const: true } }, required: [name] },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: { required: Object.keys(asked), properties: Object.fromEntries(properties) },
  };
}

/** A longer form from practice: contact with cases, isolation, the health code, and the people one lives with. */
export const LONG_FORM: Schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  title: '健康打卡',
  required: [
    'temperature',
    'symptoms',
    'healthCode',
    'caseContact',
    'isolation',
    'highRiskArea',
    'household',
    'location',
    'truthful',
  ],
  unevaluatedProperties: false,
  properties: {
    temperature,
    symptoms,
    healthCode: { type: 'string', title: '健康码颜色', oneOf: HEALTH_CODE },
    caseContact: { type: 'boolean', title: '近 14 天是否接触过确诊、疑似病例或无症状感染者' },
    caseContactDetails: { type: 'string', title: '什么时候、在哪里接触的', maxLength: 500, widget: 'paragraph' },
    isolation: { type: 'string', title: '目前是否在隔离', oneOf: ISOLATION },
    highRiskArea,
    highRiskPlaces,
    household: {
      type: 'array',
      title: '同住的人',
      uniqueItems: true,
      exclusiveLabel: '都没有异常',
      items: { type: 'string', title: '情况', oneOf: HOUSEHOLD },
    },
    location,
    note,
    truthful,
  },
  allOf: [
    onlyIf('caseContact', { caseContactDetails: '什么时候、在哪里接触的' }),
    onlyIf('highRiskArea', { highRiskPlaces: '到过的高风险地区' }),
  ],
};

function flag(code: string, title: string, question: string, answer: Schema): Flag {
  return { code, title, when: { required: [question], properties: { [question]: answer } } };
}

/** The notice's reasons for a review, and those of the longer form. */
export const LONG_FLAGS: Flag[] = [
  ...DEFAULT_FLAGS,
  flag('case_contact', '接触过病例', 'caseContact', { const: true }),
  flag('code_yellow', '健康码为黄码', 'healthCode', { const: 'yellow' }),
  flag('code_red', '健康码为红码', 'healthCode', { const: 'red' }),
  flag('isolation_home', '居家隔离', 'isolation', { const: 'home' }),
  flag('isolation_central', '集中隔离', 'isolation', { const: 'central' }),
  flag('hospital', '住院', 'isolation', { const: 'hospital' }),
  flag('household', '同住的人有异常', 'household', { minItems: 1 }),
];
