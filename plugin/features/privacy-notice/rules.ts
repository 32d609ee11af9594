import { createHash } from 'node:crypto';
import type { CivilDate } from '../../kernel/civil-date';
import { type Campaign, formOn } from '../campaign';
import { type Question, questionsOf } from '../form';

/** What a student is told about the data before the first form (告知). */
export interface PrivacyNotice {
  /** Changes with any word of what is told. */
  version: string;
  sections: { title: string; text: string }[];
}

/** A digest as long as nobody mistakes one for another. */
const VERSION_LENGTH = 12;

/** What a campaign tells about the data that its form of a day asks for: why, what, how long, and who sees it. */
export function privacyNoticeOn(campaign: Campaign, date: CivilDate): PrivacyNotice {
  const { retentionDays } = campaign;
  const asked = questionsOf(formOn(campaign, date).form).filter(({ kind }) => kind !== 'promise');
  const sections = [
    { title: '为了什么', text: '每天了解学生的健康状况，有异常时及时核实、照护。' },
    {
      title: '收集什么',
      text: `${asked.map(whatIsAsked).join('；')}。还会用到学校名单里的姓名、学号、系部、班级和登记的电话。`,
    },
    {
      title: '保存多久',
      text: `每天填报的内容、位置和老师的处理记录保存 ${retentionDays} 天，到期自动删除，只留下打卡状态和统计数字。`,
    },
    {
      title: '谁能看到',
      text: '班主任、辅导员、系部和学工处，各看自己管的学生；电话只有本班的班主任、辅导员能看到。没有填报的，姓名会写进催办名单，可能发到班级群。',
    },
  ];
  return { version: versionOf(sections), sections };
}

/** A phone adds coordinates to the place where it is allowed to. */
function whatIsAsked({ kind, label }: Question): string {
  return kind === 'location' ? `${label}（省市区，允许手机定位的还有经纬度）` : label;
}

function versionOf(sections: PrivacyNotice['sections']): string {
  return createHash('sha256').update(JSON.stringify(sections)).digest('hex').slice(0, VERSION_LENGTH);
}
