import { SendLimit, sendRequest } from '../features/help';
import type { Database } from '../kernel/database';
import type { Vault } from '../kernel/vault';
import type { MadeUpSchool } from './school';

const HOUR = 3_600_000;

/** What lies on the help desk's list when the trial opens: how long ago, and what was written. */
const REQUESTS = [
  {
    hoursAgo: 5,
    request: {
      question: 'location',
      phoneModel: 'MI 8',
      system: 'Android 8.1.0',
      words: '点了三次都是“没有定位到”，手动选了地区，交上去了。',
      checks: '网络正常（86 毫秒）\n浏览器可以用（内核 66）\n可以保持登录，也能保存草稿\n手机时间准确\n定位没有被允许',
    },
  },
  {
    hoursAgo: 2,
    request: { question: 'identity', telephone: '10200000001', words: '换过手机号，收不到验证码。' },
  },
];

/** Sends a few requests to the help desk, as people do who are not signed in. */
export async function sendHelpRequests(
  database: Database,
  vault: Vault,
  { students }: MadeUpSchool,
  now: number,
): Promise<void> {
  const [someone] = students;
  const parts = { database, vault, sendLimit: new SendLimit() };
  for (const { hoursAgo, request } of REQUESTS) {
    const who = request.question === 'identity' ? { name: someone?.姓名, number: someone?.学号 } : {};
    const sending = { fields: { ...request, ...who }, caller: undefined, address: '' };
    await sendRequest(parts, { ...sending, now: now - hoursAgo * HOUR });
  }
}
