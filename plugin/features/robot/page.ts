import { type CivilDate, civilDateOf } from '../../kernel/civil-date';
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
const BRIEF = '日报';
const WHAT: [start: string, word: string][] = [
  ['brief/', BRIEF],
  ['reminder/', '催办'],
  ['test/', '测试'],
];

/** What somebody looks at, and when. */
interface RobotsAsked {
  targets: Target[];
  now: number;
  today: CivilDate;
  timeZone: string;
  done?: string;
  refused?: Refused;
}

/** The robots that somebody may set, how the last message of each went, and the latest messages. */
export async function robotsPage(db: Db, { targets, now, today, timeZone, done, refused }: RobotsAsked) {
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
        use:
          target.kind === 'school'
            ? '系部负责人群：收各系的日报，到截止时间收全校汇总'
            : '本系的群：收本系的日报和催办名单',
        robot: robot && showRobot(robot),
        last: last && robot ? showMessage(last, now) : undefined,
        refused: refused?.field === fieldOf(target) ? refused : undefined,
      };
    }),
    messages: messages.map((message) => {
      const canResend = message.state === 'failed' && isOfToday(message, today, timeZone);
      return { ...showMessage(message, now), canResend };
    }),
    done: done === undefined ? undefined : DONE[done],
  };
}

/** What the page says right after a form was sent. */
const DONE: Record<string, string> = { saved: '已保存。发一条测试看看。', removed: '已移除，不再往这个群发消息。' };

/** What a group was to be told on another day is news to nobody: it is not sent any more. */
export function isOfToday({ createdAt }: RobotMessage, today: CivilDate, timeZone: string): boolean {
  return civilDateOf(createdAt, timeZone) === today;
}

function nameOf({ kind, code }: Target): string {
  return kind === 'school' ? '学校' : code;
}

function showRobot({ kind, hint, setBy, setAt }: Robot) {
  return { kind: KIND_WORDS[kind], hint, setBy: setBy.name, setAt };
}

function showMessage(message: RobotMessage, now: number) {
  const { id, target, slot, createdAt, parts, partsSent, error } = message;
  return {
    id,
    name: nameOf(target),
    what: whatOf(slot),
    at: createdAt,
    badge: badgeOf(message, now),
    partsText: parts > 1 ? `${partsSent}/${parts} 条` : '',
    error,
  };
}

/** Of the briefs, whose. */
function whatOf(slot: string): string {
  const word = WHAT.find(([start]) => slot.startsWith(start))?.[1] ?? '消息';
  return word === BRIEF ? (slot.split('/')[3] ?? '全校') + word : word;
}

function badgeOf({ state, nextAt, attempts }: RobotMessage, now: number) {
  if (state === 'sent') return { word: '已发出', tone: 'good' };
  if (state === 'failed') return { word: '没发出', tone: 'bad' };
  if (nextAt > now) return { word: attempts > 0 ? '稍后重试' : '排队中', tone: 'wait' };
  return { word: '正在发', tone: 'wait' };
}
