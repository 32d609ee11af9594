import { addDays, type CivilDate } from '../kernel/civil-date';
import { CADETS, EXEMPT_CLASSES } from './classes';

/** A campaign file as `campaign apply` takes it. */
export interface CampaignFile {
  code: string;
  title: string;
  startsOn: CivilDate;
  endsOn: CivilDate;
  trialUntil: CivilDate;
  instructions: string;
  exclude: { class?: string; status?: string; category?: string; intake?: number }[];
  followUp: string[];
  briefDueAt: string;
  retentionDays: number;
}

const INSTRUCTIONS = [
  '寒假期间，在籍学生每天 0:00–24:00 之间反馈一次当天的健康状况，内容要真实。',
  '打开校本化里的健康打卡，先看清要填什么，再点“反馈”，逐项填好后提交。',
  '前三天是试运行，各系同样汇总；试运行结束后，每位同学都要用上。',
  '体温高于 37.3 ℃、到过高风险地区或有感冒症状的，班主任会联系核实；被退回的，请按说明重新填写。',
  '结束日期是暂定的，提前或延后都会另行通知。',
].join('\n');

/** The daily check-in of the notice, begun five days before `today` so that there is something to look at. */
export function makeCampaign(today: CivilDate): CampaignFile {
  const startsOn = addDays(today, -5);
  return {
    code: 'winter-checkin',
    title: '寒假健康打卡',
    startsOn,
    endsOn: addDays(today, 54),
    trialUntil: addDays(startsOn, 2),
    instructions: INSTRUCTIONS,
    exclude: [...EXEMPT_CLASSES.map((code) => ({ class: code })), { ...CADETS }, { status: '休学' }],
    followUp: [...EXEMPT_CLASSES],
    briefDueAt: '10:00',
    retentionDays: 180,
  };
}
