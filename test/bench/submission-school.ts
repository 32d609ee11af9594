import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { COMMAND_LINE } from '../../plugin/features/audit';
import { applyCampaign } from '../../plugin/features/campaign';
import { importRoster } from '../../plugin/features/roster';
import { addDays } from '../../plugin/kernel/civil-date';
import type { Database } from '../../plugin/kernel/database';
import { migrate } from '../../plugin/kernel/migrate';
import { deploymentOf, sessionOf, VAULT } from '../support/deployment';
import { retry, tiedToUs } from '../support/servers/shell';
import type { Shot } from './measure';

const ROOT = join(__dirname, '../..');

/** The staff number of the office, which sees the whole school. */
const OFFICE = '10030';

/** Prime, so that stepping by it meets everybody once, where they are not a multiple of it. */
const STRIDE = 7_919;

/**
 * A school of so many students and its campaign, in an empty database. Gives the students' numbers in the order in which
 * they come, as in a morning: from all classes at once.
 */
export async function settle(database: Database, today: string, count: number): Promise<string[]> {
  await migrate(database);
  const students = Array.from({ length: count }, (_, index) => String(201_900_000_000 + index));
  const rows = students.map((no, index) => `${no},学生${index},航制,19${1000 + Math.floor(index / 40)},2019,在读,`);
  const csv = ['学号,姓名,系部,班级,年级,学籍状态,学生类别', ...rows, ''].join('\n');
  const time = { today, now: Date.now() };
  const files = [
    { name: 'students.csv', content: Buffer.from(csv) },
    { name: 'staff.csv', content: Buffer.from(`工号,姓名,职责,管辖范围\n${OFFICE},处长,学工处,\n`) },
  ];
  await importRoster(database, VAULT, { actor: COMMAND_LINE, files, effective: addDays(today, -30), ...time });
  const dates = { startsOn: addDays(today, -3), endsOn: addDays(today, 30) };
  const campaign = {
    code: 'winter',
    title: '寒假健康打卡',
    ...dates,
    instructions: '每天反馈。',
    exclude: [{ class: '1' }],
  };
  await applyCampaign(database, campaign, { actor: COMMAND_LINE, ...time });
  return students.map((_, index) => students[(index * STRIDE) % count] as string);
}

/** The process of the module, or of a floor of the same settings, once it answers. */
export async function startServer(file: string, port: number, databaseUrl: string, more: NodeJS.ProcessEnv = {}) {
  const [command, args] = tiedToUs(process.execPath, ['--import', 'tsx', file]);
  const env = { ...deploymentOf(databaseUrl, port), ...more };
  const child = spawn(command, args, { cwd: ROOT, env, stdio: ['ignore', 'ignore', 'inherit'] });
  await retry(() => fetch(`http://127.0.0.1:${port}/readyz`), 30_000, 50);
  return child;
}

function headersOf(personNo: string, personType: 'student' | 'staff') {
  return { Authorization: `Bearer ${sessionOf(personNo, personType)}`, 'Content-Type': 'application/json' };
}

/** The report of a healthy student. */
export function shotOf(path: string, personNo: string): Shot {
  const location = { source: 'manual', region: '四川省/成都市/龙泉驿区' };
  const answers = { temperature: 36.5, symptoms: [], highRiskArea: false, location, truthful: true };
  return { method: 'PUT', path, headers: headersOf(personNo, 'student'), body: JSON.stringify({ answers }) };
}

/** The figures of a day, asked for by the office. */
export function figuresShot(today: string): Shot {
  const path = `/api/campaigns/winter/statistics?date=${today}&by=class`;
  return { method: 'GET', path, headers: headersOf(OFFICE, 'staff') };
}
