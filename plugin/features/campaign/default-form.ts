import type { Schema } from '../../kernel/validation';
import type { Flag } from './schema';

const SYMPTOMS = [
  { const: 'fever', title: '发热' },
  { const: 'cough', title: '咳嗽' },
  { const: 'sore_throat', title: '咽痛' },
  { const: 'runny_nose', title: '流鼻涕' },
  { const: 'fatigue', title: '乏力' },
  { const: 'diarrhea', title: '腹泻' },
  { const: 'chest_tightness', title: '胸闷' },
];

/** Parts of a region begin with a character that is no blank, so that checking takes time in proportion to the length. */
const REGION = '^(境外(/[^/\\s][^/]*)+|[^/\\s][^/]*/[^/\\s][^/]*/[^/\\s][^/]*)$';

/** A place: found by the phone, by the portal, or chosen. */
export const LOCATION = {
  type: 'object',
  title: '所在位置',
  widget: 'location',
  additionalProperties: false,
  required: ['source', 'region'],
  dependentRequired: { longitude: ['latitude'], latitude: ['longitude'] },
  properties: {
    source: { enum: ['gps', 'host', 'manual'], title: '位置来源' },
    region: { type: 'string', title: '所在地区', maxLength: 100, pattern: REGION },
    longitude: { type: 'number', title: '经度', minimum: -180, maximum: 180 },
    latitude: { type: 'number', title: '纬度', minimum: -90, maximum: 90 },
    accuracy: { type: 'number', title: '定位精度', minimum: 0, maximum: 1e7, unit: '米' },
    address: { type: 'string', title: '详细地址', maxLength: 200 },
  },
};

/** What the notice asks: temperature, symptoms, stays in high-risk areas, and where the student is. */
export const DEFAULT_FORM: Schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  title: '健康打卡',
  required: ['temperature', 'symptoms', 'highRiskArea', 'location', 'truthful'],
  unevaluatedProperties: false,
  properties: {
    temperature: {
      type: 'number',
      title: '体温',
      unit: '℃',
      minimum: 34,
      maximum: 42,
      multipleOf: 0.1,
      unusual: { anyOf: [{ exclusiveMaximum: 35.5 }, { exclusiveMinimum: 37.3 }] },
      example: 36.5,
    },
    symptoms: {
      type: 'array',
      title: '身体症状',
      uniqueItems: true,
      exclusiveLabel: '以上都没有',
      items: { type: 'string', title: '症状', oneOf: SYMPTOMS },
    },
    highRiskArea: { type: 'boolean', title: '上次反馈以来，是否到过高风险地区' },
    highRiskPlaces: { type: 'string', title: '到过的高风险地区', maxLength: 500, widget: 'paragraph' },
    location: LOCATION,
    note: { type: 'string', title: '备注', maxLength: 500, widget: 'paragraph' },
    truthful: { const: true, title: '以上内容真实' },
  },
  if: { properties: { highRiskArea: { const: true } }, required: ['highRiskArea'] },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: {
    required: ['highRiskPlaces'],
    properties: { highRiskPlaces: { type: 'string', title: '到过的高风险地区', pattern: '\\S' } },
  },
};

/** The notice's three reasons for a review. 37.3 ℃ itself is none. */
export const DEFAULT_FLAGS: Flag[] = [
  {
    code: 'temperature',
    title: '体温高于 37.3 ℃',
    when: { required: ['temperature'], properties: { temperature: { exclusiveMinimum: 37.3 } } },
  },
  {
    code: 'high_risk_area',
    title: '到过高风险地区',
    when: { required: ['highRiskArea'], properties: { highRiskArea: { const: true } } },
  },
  {
    code: 'symptoms',
    title: '有身体症状',
    when: { required: ['symptoms'], properties: { symptoms: { minItems: 1 } } },
  },
];
