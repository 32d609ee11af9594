/** One thing wrong in a body, with the JSON Pointer to it. */
export interface Pointed {
  pointer: string;
  message: string;
}

interface Kind {
  status: number;
  zh: string;
  en: string;
}

/** Every refusal that the module knows: its status and what it is called. The last part of the `type` is the key. */
const CATALOGUE = {
  'malformed-json': { status: 400, zh: '请求不是有效的 JSON', en: 'The request is not JSON' },
  'malformed-request': { status: 400, zh: '请求格式有误', en: 'The request is malformed' },
  'no-session': { status: 401, zh: '请先从学校门户进入', en: 'No session' },
  'token-malformed': { status: 401, zh: '身份凭证无法识别', en: 'The token cannot be read' },
  'token-header': { status: 401, zh: '身份凭证的头部不被接受', en: 'The header of the token is not accepted' },
  'token-algorithm': { status: 401, zh: '身份凭证的签名算法不被接受', en: 'The algorithm is not accepted' },
  'token-key': { status: 401, zh: '身份凭证的密钥不认识', en: 'The key of the token is not known' },
  'token-signature': { status: 401, zh: '身份凭证的签名不对', en: 'The signature is wrong' },
  'token-issuer': { status: 401, zh: '身份凭证的签发方不对', en: 'The issuer is wrong' },
  'token-audience': { status: 401, zh: '身份凭证不是给本应用的', en: 'The audience is wrong' },
  'token-expired': { status: 401, zh: '身份凭证已过期，请从学校门户重新进入', en: 'The token has expired' },
  'token-not-yet-valid': { status: 401, zh: '身份凭证尚未生效，请检查时间设置', en: 'The token is not valid yet' },
  'token-lifetime': { status: 401, zh: '身份凭证的有效期不符合约定', en: 'The lifetime of the token is not accepted' },
  'token-claims': { status: 401, zh: '身份凭证缺少内容或内容不对', en: 'A claim is missing or wrong' },
  'token-spent': { status: 401, zh: '这次进入的凭证已经用过，请从学校门户重新进入', en: 'The token was used before' },
  'handoff-spent': {
    status: 401,
    zh: '这个入口已经用过或已过期，请从学校门户重新进入',
    en: 'The code was used or expired',
  },
  'yiban-request': { status: 401, zh: '易班的进入请求无法识别', en: 'The request of Yiban cannot be read' },
  'yiban-school': { status: 403, zh: '您的易班账号不属于本校', en: 'The Yiban account is of another school' },
  'yiban-unverified': { status: 403, zh: '您还没有完成校方认证', en: 'Not verified by the school in Yiban' },
  'unknown-person': { status: 403, zh: '名单里没有您', en: 'The roster does not know this person' },
  'name-mismatch': { status: 403, zh: '您的姓名与学校名单不一致', en: 'The roster has another name' },
  'wrong-role': { status: 403, zh: '这里不对您的身份开放', en: 'Not open to your role' },
  'cross-site': { status: 403, zh: '请求来自别的网站，已拒绝', en: 'The request came from another site' },
  'stale-page': { status: 403, zh: '页面已过期，请刷新后再试', en: 'The page is out of date' },
  'bad-link': { status: 403, zh: '链接不完整或被改动过', en: 'The link was altered' },
  'not-found': { status: 404, zh: '没有找到', en: 'Not found' },
  'not-due': { status: 409, zh: '这一天您不需要打卡', en: 'No report is due' },
  'not-today': { status: 409, zh: '只能反馈当天的健康情况', en: 'The day is not open' },
  'day-closed': { status: 409, zh: '这一天不能再催办', en: 'The day can no longer be filled in' },
  'form-changed': { status: 409, zh: '表单已更新，请核对后再提交', en: 'The form has changed' },
  'report-locked': { status: 409, zh: '这份反馈已在处理，不能再改', en: 'The report is under review or decided' },
  'decision-conflict': { status: 409, zh: '这份反馈的状态已经变了', en: 'The report is in another state' },
  'revision-conflict': { status: 409, zh: '学生已重新提交，请看最新内容再处理', en: 'The revision is not current' },
  'not-yet': { status: 409, zh: '这一天还没有到', en: 'The day is yet to come' },
  'not-followed-up': { status: 409, zh: '这个班级不用线下跟进', en: 'The class is not followed up outside the app' },
  'day-settled': { status: 409, zh: '生效日期涉及已经上报的日子', en: 'The effective date touches a settled day' },
  conflict: { status: 409, zh: '与现有数据冲突', en: 'Conflict' },
  gone: { status: 410, zh: '文件已经不在了', en: 'Gone' },
  'too-large': { status: 413, zh: '内容太大', en: 'The body is too large' },
  'unsupported-type': { status: 415, zh: '不支持这种内容类型', en: 'The content type is not supported' },
  'invalid-content': { status: 422, zh: '内容不符合要求', en: 'The content is not valid' },
  'too-many-requests': { status: 429, zh: '操作太频繁，请稍后再试', en: 'Too many requests' },
  internal: { status: 500, zh: '系统出了点问题，请稍后再试', en: 'Internal error' },
  overloaded: { status: 503, zh: '现在人太多，请稍后再试', en: 'Overloaded' },
  unavailable: { status: 503, zh: '系统暂时不可用，请稍后再试', en: 'Unavailable' },
} as const satisfies Record<string, Kind>;

export type ProblemName = keyof typeof CATALOGUE;

/** The prefix of every problem's `type`. */
export const PROBLEM_TYPE = 'urn:checkin:problem:';

interface Details {
  /** What happened here, in Chinese, and what to do. */
  detail?: string;
  errors?: Pointed[];
  /** Seconds, for 429 and 503. */
  retryAfter?: number;
}

/** A refusal that the caller is told about; written once as RFC 9457 by the HTTP layer. */
export class Problem extends Error {
  readonly status: number;

  constructor(
    readonly problem: ProblemName,
    readonly details: Details = {},
  ) {
    super(details.detail ?? CATALOGUE[problem].en);
    this.name = 'Problem';
    this.status = CATALOGUE[problem].status;
  }

  get title(): string {
    return CATALOGUE[this.problem].zh;
  }

  /** The body of an `application/problem+json` answer. */
  toJSON(): Record<string, unknown> {
    const { zh, en, status } = CATALOGUE[this.problem];
    const { detail, errors } = this.details;
    return {
      type: PROBLEM_TYPE + this.problem,
      title: zh,
      titleEn: en,
      status,
      ...(detail === undefined ? {} : { detail }),
      ...(errors === undefined ? {} : { errors }),
    };
  }
}

/** 422 with the pointed errors of a body. */
export function invalid(errors: Pointed[], detail?: string): Problem {
  return new Problem('invalid-content', { errors, detail: detail ?? errors[0]?.message });
}
