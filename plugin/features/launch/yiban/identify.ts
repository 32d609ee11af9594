import { Problem } from '../../../kernel/problem';
import type { PersonType } from '../../../kernel/session';
import type { YibanSettings } from '../../../kernel/settings';
import type { Identity } from '../verify-token';
import { askYiban, YibanRefusal } from './api';
import { idOf, YIBAN, type YibanRequest } from './request';

type Facts = Record<string, unknown>;

/**
 * Who taps, as Yiban itself says: the account of the request, of this school, with the number that the school verified.
 * Nothing when the person has to authorise the app (again). Throws 403 with what to do, and 503 when Yiban is silent.
 */
export async function identify(request: YibanRequest, settings: YibanSettings): Promise<Identity | undefined> {
  if (request.accessToken === undefined) return undefined;
  try {
    const facts = await askBoth(settings, request.accessToken);
    if (idOf(facts.yb_userid) !== request.userId) throw new Problem('yiban-request');
    if (idOf(facts.yb_schoolid) !== settings.schoolId) throw new Problem('yiban-school');
    return toIdentity(facts);
  } catch (error) {
    if (!(error instanceof YibanRefusal)) throw error;
    if (error.code === 'e006') return undefined;
    throw toProblem(error);
  }
}

/** An app without the right to the one address may have that to the other. */
async function askBoth(settings: YibanSettings, token: string): Promise<Facts> {
  try {
    const facts = await askYiban(settings, 'user/verify_me', token);
    return hasNumber(facts) ? facts : { ...facts, ...(await askYiban(settings, 'user/real_me', token)) };
  } catch (error) {
    if (error instanceof YibanRefusal && error.code === 'e007') return askYiban(settings, 'user/real_me', token);
    throw error;
  }
}

function hasNumber({ yb_studentid: studentNo, yb_employid: staffNo }: Facts): boolean {
  return textOf(studentNo) !== '' || textOf(staffNo) !== '';
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}

function toIdentity(facts: Facts): Identity {
  const [personType, personNo] = numberOf(facts);
  const name = textOf(facts.yb_realname);
  if (name === '' || name.length > 64) throw unverified();
  return { issuer: YIBAN, subject: textOf(facts.yb_userid), personType, personNo, name };
}

/** Somebody with two numbers comes as what Yiban calls them. */
function numberOf(facts: Facts): [PersonType, string] {
  const [studentNo, staffNo] = [textOf(facts.yb_studentid), textOf(facts.yb_employid)];
  const isStudent = staffNo === '' || (studentNo !== '' && textOf(facts.yb_identity).includes('学生'));
  if (isStudent && /^\d{12}$/.test(studentNo)) return ['student', studentNo];
  if (!isStudent && /^[A-Za-z0-9_-]{1,32}$/.test(staffNo)) return ['staff', staffNo];
  throw unverified();
}

function unverified(): Problem {
  return new Problem('yiban-unverified', {
    detail: '请先在易班里完成“校方认证”：绑定学校、真实姓名和学号（12 位数字）或工号，再重新点“校本化”。',
  });
}

function toProblem({ code }: YibanRefusal): Problem {
  if (code === 'e024') return unverified();
  return new Problem('unavailable', { detail: `易班没有让本应用查询身份（${code}），请联系帮助台` });
}
