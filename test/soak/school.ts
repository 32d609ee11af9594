import { COMMAND_LINE } from '../../plugin/features/audit';
import { applyCampaign } from '../../plugin/features/campaign';
import { importRoster } from '../../plugin/features/roster';
import { addDays, civilDateOf } from '../../plugin/kernel/civil-date';
import { openDatabase } from '../../plugin/kernel/database';
import { migrate } from '../../plugin/kernel/migrate';
import { VAULT } from '../support/deployment';

const CLASS_SIZE = 40;
/** Who reads the figures and the histories at the end. */
export const OFFICE = '10030';

/** A made-up school whose students are to report today. */
export interface School {
  today: string;
  students: readonly string[];
}

/** Makes the tables, the students of a made-up school, and a campaign that runs today. */
export async function settle(databaseUrl: string, count: number): Promise<School> {
  const now = Date.now();
  const today = civilDateOf(now, 'Asia/Shanghai');
  const students = Array.from({ length: count }, (_, index) => String(201_900_000_000 + index));
  const database = openDatabase(databaseUrl);
  const time = { actor: COMMAND_LINE, today, now };
  try {
    await migrate(database);
    await importRoster(database, VAULT, { ...time, files: rosterOf(students), effective: addDays(today, -30) });
    await applyCampaign(database, campaignAround(today), time);
  } finally {
    await database.close();
  }
  return { today, students };
}

function rosterOf(students: readonly string[]) {
  const rows = students.map(
    (no, index) => `${no},学生${index},航制,19${1000 + Math.floor(index / CLASS_SIZE)},2019,在读,`,
  );
  const files = {
    'students.csv': ['学号,姓名,系部,班级,年级,学籍状态,学生类别', ...rows],
    'staff.csv': ['工号,姓名,职责,管辖范围', `${OFFICE},罗处长,学工处,`],
  };
  return Object.entries(files).map(([name, lines]) => ({ name, content: Buffer.from(`${lines.join('\n')}\n`) }));
}

function campaignAround(today: string) {
  const [startsOn, endsOn] = [addDays(today, -3), addDays(today, 30)];
  return { code: 'winter', title: '寒假健康打卡', startsOn, endsOn, instructions: '每天反馈。', exclude: [] };
}
