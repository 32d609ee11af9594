import { addDays, daysFrom, instantOf } from '../kernel/civil-date';
import type { DaysInput } from './days';
import type { BriefEvent } from './events';
import { randomOf } from './random';

const TIME_ZONE = 'Asia/Shanghai';
const MINUTE = 60_000;
const REMARKS = [
  '未反馈的同学已逐个电话联系。',
  '待审核的已请班主任核实。',
  '个别同学手机没有信号，家长已代为联系。',
] as const;
/** This one's contact is in the portal, and finds yesterday's still to be reported; and so does the office of one more. */
const WATCHED = '航制';
const FORGETFUL = '五高';

/** What the departments' contacts reported of the past days: mostly before ten, a few late; two of yesterday not yet. */
export function makeBriefs({ school, seed, today, now }: DaysInput): BriefEvent[] {
  const yesterday = addDays(today, -1);
  const contacts = school.staff.filter(({ 职责 }) => 职责 === '系部负责人');
  return daysFrom(school.campaign.startsOn, yesterday)
    .flatMap((date) =>
      contacts.flatMap(({ 工号, 管辖范围: department }): BriefEvent[] => {
        if (date === yesterday && [WATCHED, FORGETFUL].includes(department)) return [];
        const random = randomOf(`${seed}/brief/${department}/${date}`);
        const minute = random.chance(0.12) ? random.int(603, 680) : random.int(520, 597);
        const at = instantOf(addDays(date, 1), '00:00', TIME_ZONE) + minute * MINUTE;
        return [
          {
            kind: 'brief',
            at,
            staffNo: 工号,
            department,
            date,
            remark: random.chance(0.3) ? random.pick(REMARKS) : '',
          },
        ];
      }),
    )
    .filter(({ at }) => at <= now)
    .sort((one, other) => one.at - other.at);
}
