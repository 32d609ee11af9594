import { addDays, instantOf, wallTime } from '../../kernel/civil-date';
import type { Db } from '../../kernel/database';
import { type Operation, type ReadContext, type Reply, reads, writes } from '../../kernel/http';
import { Problem } from '../../kernel/problem';
import type { Settings } from '../../kernel/settings';
import { createTimeId } from '../../kernel/time-id';
import { showShortDay } from '../../kernel/words';
import { recordAudit } from '../audit';
import { readAddress } from './address-rules';
import type { DeliverParts } from './deliver';
import { isOfToday, type Refused, robotsPage } from './page';
import { findMessage } from './read-model';
import type { Robots } from './robots';
import { KIND_WORDS } from './schema';
import { deleteRobot, requeueMessage, saveRobot } from './store';
import { fieldOf, sameTarget, targetFrom, targetsOf } from './targets';

const PATH = '/staff/robots';
const COMMON = { kind: 'page' } as const;
const TARGET = { type: 'string', maxLength: 80 } as const;
const BACK = { 303: { description: 'back to the page' } } as const;
const ONE = { type: 'object', properties: { target: TARGET } } as const;
const SECRET_LENGTH = 128;
/** A test that did not get through soon says so. */
const TEST_LIFE_MS = 5 * 60_000;
const AGAIN_LIFE_MS = 3_600_000;

type Asked = Pick<ReadContext, 'caller' | 'now' | 'today'>;
type Parts = DeliverParts & { settings: Settings; robots: Robots };

/** 群机器人: whose groups are told of briefs and of those who are missing. */
export function robotPages(parts: Parts): Operation[] {
  const { settings, robots, vault } = parts;
  const back = (done?: string): Reply => ({ redirect: settings.basePath + PATH + (done ? `?done=${done}` : '') });
  return [
    reads({
      ...COMMON,
      id: 'showRobots',
      method: 'get',
      path: PATH,
      summary: 'The robots of the chat groups that I may set, and what they said',
      query: { type: 'object', properties: { done: { type: 'string', maxLength: 12 } } },
      answers: { 200: { description: 'a page' } },
      handle: (context) => show(context.db, context, context.query.done),
    }),
    writes({
      ...COMMON,
      id: 'setRobot',
      method: 'post',
      path: PATH,
      summary: "Sets a group's robot; its address and secret are never shown again",
      body: {
        type: 'object',
        properties: {
          target: TARGET,
          address: { type: 'string', maxLength: 2000 },
          secret: { type: 'string', maxLength: 2000 },
        },
      },
      answers: { ...BACK, 422: { description: 'the page, with what is wrong' } },
      async handle(context) {
        const { tx, body, caller, now, today } = context;
        const target = targetFrom(await targetsOf(tx, caller, today), body.target);
        const address = body.address ?? '';
        const known = readAddress(address, settings.robotOrigins);
        const secret = (body.secret ?? '').trim();
        const message = known ? wrongSecret(secret) : WRONG_ADDRESS;
        if (!known || message !== undefined)
          return show(tx, context, undefined, {
            field: fieldOf(target),
            address,
            secret,
            message: message ?? '',
          });
        await saveRobot(tx, vault, { ...known, target, secret, setBy: caller, now });
        const detail = { robot: KIND_WORDS[known.kind], department: target.code || undefined };
        await recordAudit(tx, { actor: caller, action: 'robot.set', at: now, detail });
        return back('saved');
      },
    }),
    writes({
      ...COMMON,
      id: 'removeRobot',
      method: 'post',
      path: `${PATH}/removal`,
      summary: "Forgets a group's robot",
      body: ONE,
      answers: BACK,
      async handle({ tx, body, caller, now, today }) {
        const target = targetFrom(await targetsOf(tx, caller, today), body.target);
        if (await deleteRobot(tx, target))
          await recordAudit(tx, {
            actor: caller,
            action: 'robot.remove',
            at: now,
            detail: { department: target.code },
          });
        return back('removed');
      },
    }),
    reads({
      ...COMMON,
      id: 'testRobot',
      method: 'post',
      path: `${PATH}/test`,
      summary: 'Says something in a group, to see whether it arrives',
      body: ONE,
      answers: BACK,
      async handle({ db, body, caller, now, today }) {
        const target = targetFrom(await targetsOf(db, caller, today), body.target);
        const slot = `test/${createTimeId(now)}`;
        const text = testText(caller.name, now, settings.timeZone);
        const queued = await parts.database.transaction(async (tx) => {
          await recordAudit(tx, { actor: caller, action: 'robot.test', at: now, detail: { department: target.code } });
          return robots.send(tx, { target, slot, text, now, lifeMs: TEST_LIFE_MS });
        });
        if (!queued) throw new Problem('not-found', { detail: '这个群还没有设置机器人' });
        await robots.deliver(target, slot);
        return back();
      },
    }),
    reads({
      ...COMMON,
      id: 'resendRobotMessage',
      method: 'post',
      path: `${PATH}/resending`,
      summary: 'Tries a message again that failed',
      body: { type: 'object', properties: { message: { type: 'string', maxLength: 25 } } },
      answers: BACK,
      async handle({ db, body, caller, now, today }) {
        const targets = await targetsOf(db, caller, today);
        const message = await findMessage(db, body.message ?? '');
        if (!message || !targets.some((target) => sameTarget(target, message.target)))
          throw new Problem('not-found', { detail: '没有这条消息，或者不归您管' });
        if (!isOfToday(message, today, settings.timeZone))
          throw new Problem('conflict', { detail: '这条消息是之前一天的，已经过时，不再发出' });
        const midnight = instantOf(addDays(today, 1), '00:00', settings.timeZone);
        const again = { now, expiresAt: Math.min(now + AGAIN_LIFE_MS, midnight) };
        await parts.database.transaction((tx) => requeueMessage(tx, message.id, again));
        await robots.deliver(message.target, message.slot);
        return back();
      },
    }),
  ];

  async function show(db: Db, { caller, now, today }: Asked, done?: string, refused?: Refused): Promise<Reply> {
    const targets = await targetsOf(db, caller, today);
    const model = await robotsPage(db, { targets, now, today, timeZone: settings.timeZone, done, refused });
    return { status: refused ? 422 : 200, view: 'staff/robots', model };
  }
}

const WRONG_ADDRESS =
  '这不是企业微信、钉钉或飞书群机器人的地址。请在群设置里添加机器人后，把它的 Webhook 地址完整复制过来。';

function wrongSecret(secret: string): string | undefined {
  return secret.length > SECRET_LENGTH || /\s/.test(secret) ? '密钥不对：应当是一串没有空格的字符' : undefined;
}

function testText(name: string, now: number, timeZone: string): string {
  const { date, time } = wallTime(now, timeZone);
  return `健康打卡：这是一条测试消息。\n${name} ${showShortDay(date)} ${time} 发出；看到它，说明这个群的机器人已经接好。`;
}
