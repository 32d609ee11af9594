import type { PastReminder } from './read-model';
import type { Channel } from './schema';

const CHANNEL_WORDS: Record<Channel, string> = { host: '门户消息', robot: '群机器人', text: '复制名单' };
/** A reminder through the host whose sender has not come back for so long was given up by a process that died. */
const LOST_MS = 10 * 60_000;

/** A reminder as a line of the list: by whom, how, and how it went. */
export function showPast(past: PastReminder, now: number) {
  const { id, at, date, senderName, channel, trouble } = past;
  return { id, at, date, senderName, channel: CHANNEL_WORDS[channel], went: howItWent(past, now), trouble };
}

/** `提醒 37 人，送达 36 人，没送到 1 人`. */
function howItWent(
  { targeted, skipped, delivered, failed, unsure, state, at, channel }: PastReminder,
  now: number,
): string {
  const sent = targeted - skipped;
  if (state === 'sending')
    return channel !== 'robot' && now - at > LOST_MS ? `提醒 ${sent} 人，结果不明` : `正在提醒 ${sent} 人`;
  const parts = [
    `送达 ${delivered} 人`,
    failed > 0 ? `没送到 ${failed} 人` : '',
    unsure > 0 ? `${unsure} 人不确定` : '',
    skipped > 0 ? `${skipped} 人不久前提醒过，没有再打扰` : '',
  ];
  return [`提醒 ${sent} 人`, ...parts.filter(Boolean)].join('，');
}

/** What the page says right after the button was pressed. */
export function outcomeOf(
  { sent, rested }: { sent?: string; rested?: number },
  past: readonly PastReminder[],
  now: number,
): { words: string; trouble: string; isBad: boolean } | undefined {
  const reminder = past.find(({ id }) => id === sent);
  if (reminder)
    return {
      words: howItWent(reminder, now),
      trouble: reminder.trouble,
      isBad: reminder.state === 'done' && reminder.failed + reminder.unsure > 0,
    };
  if (!rested) return undefined;
  return { words: `这 ${rested} 人不久前都提醒过，没有再打扰`, trouble: '', isBad: false };
}
