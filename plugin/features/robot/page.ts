import type { CivilDate } from '../../kernel/civil-date';
import type { Db } from '../../kernel/database';
import { latestMessages, listRobots } from './read-model';
import { KIND_WORDS, type Robot, type RobotMessage, type Target } from './schema';
import { fieldOf, sameTarget } from './targets';

/** What was typed and refused, and why. */
export interface Refused {
  field: string;
  address: string;
  secret: string;
  message: string;
}

const SHOWN = 30;
const WHAT: [start: string, word: string][] = [
  ['brief/', '日报'],
  ['reminder/', '催办'],
  ['test/', '测试'],
];

/** The robots that somebody may set, how the last message of each went, and the latest messages. */
export async function robotsPage(
  db: Db,
  {
    targets,
    now,
    today,
    done,
    refused,
  }: { targets: Target[]; now: number; today: CivilDate; done?: string; refused?: Refused },
) {
  const robots = await listRobots(db);
  const messages = await latestMessages(db, targets, SHOWN);
  return {
    today,
    targets: targets.map((target) => {
      const robot = robots.find((each) => sameTarget(each.target, target));
      const last = messages.find((each) => sameTarget(each.target, target));
      return {
        field: fieldOf(target),
        name: nameOf(target),
        use: target.kind === 'school' ? '系部负责人群：收各系的日报' : '本系班主任群：收催办名单',
        robot: robot && showRobot(robot),
        last: last && robot ? showMessage(last, now) : undefined,
        refused: refused?.field === fieldOf(target) ? refused : undefined,
      };
    }),
    messages: messages.map((message) => showMessage(message, now)),
    done: done === undefined ? undefined : DONE[done],
  };
}

/** What the page says right after a form was sent. */
const DONE: Record<string, string> = { saved: '已保存。发一条测试看看。', removed: '已移除，不再往这个群发消息。' };

function nameOf({ kind, code }: Target): string {
  return kind === 'school' ? '学校' : code;
}

function showRobot({ kind, hint, setBy, setAt }: Robot) {
  return { kind: KIND_WORDS[kind], hint, setBy: setBy.name, setAt };
}

function showMessage(message: RobotMessage, now: number) {
  const { id, target, slot, createdAt, state, parts, partsSent, error } = message;
  const what = WHAT.find(([start]) => slot.startsWith(start))?.[1] ?? '消息';
  return {
    id,
    name: nameOf(target),
    what,
    at: createdAt,
    badge: badgeOf(message, now),
    isFailed: state === 'failed',
    partsText: parts > 1 ? `${partsSent}/${parts} 条` : '',
    error,
  };
}

function badgeOf({ state, nextAt, attempts }: RobotMessage, now: number) {
  if (state === 'sent') return { word: '已发出', tone: 'good' };
  if (state === 'failed') return { word: '没发出', tone: 'bad' };
  if (nextAt > now) return { word: attempts > 0 ? '稍后重试' : '排队中', tone: 'wait' };
  return { word: '正在发', tone: 'wait' };
}
