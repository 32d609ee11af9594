import { COMMAND_LINE } from '../audit';
import { type EraseParts, eraseExpired } from './erase';

/** `erase` as whoever has the command line reads it: what was erased, or with `dryRun` would be, of which campaign. */
export async function eraseCommand(
  parts: EraseParts,
  { today, now, dryRun }: { today: string; now: number; dryRun: boolean },
): Promise<string[]> {
  const erased = await eraseExpired(parts, { today, now, actor: COMMAND_LINE, dryRun });
  if (erased.length === 0) return ['没有到期的数据'];
  const heading = dryRun ? '试算，没有删除任何内容。到期的有：' : '已删除到期的内容，统计数字和打卡状态还在：';
  return [
    heading,
    ...erased.map(({ campaign, word, values }) => `  ${campaign ? `活动 ${campaign}，` : ''}${word}：${values} 条`),
  ];
}
