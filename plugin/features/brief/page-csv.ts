import type { CivilDate } from '../../kernel/civil-date';
import { type CsvColumn, csvMoment, csvTable } from '../../kernel/csv-table';
import type { Brief } from './schema';

/** The briefs of a day as comma separated values: figures, and when each was reported; what was reported is as it was frozen. */
export function briefsCsv(briefs: readonly Brief[], date: CivilDate, timeZone: string): string {
  return csvTable(columnsOf(date, timeZone), briefs);
}

function columnsOf(date: CivilDate, timeZone: string): CsvColumn<Brief>[] {
  return [
    ['日期', () => date],
    ['系部', ({ department }) => department.name],
    ['应打卡', ({ standing }) => standing.figures.due],
    ['已反馈', ({ standing }) => standing.figures.reported],
    ['未反馈', ({ standing }) => standing.figures.unreported],
    ['待审核', ({ standing }) => standing.figures.pending],
    ['已退回', ({ standing }) => standing.figures.returned],
    ['已核实', ({ standing }) => standing.figures.confirmed],
    ['无异常', ({ standing }) => standing.figures.cleared],
    ['免打卡', ({ standing }) => standing.figures.exempt],
    ['完成率', ({ standing }) => standing.figures.rate],
    ['线下跟进的班级', ({ standing }) => standing.followUps.length],
    ['其中没填', ({ standing }) => standing.followUps.filter(({ headcount }) => headcount === null).length],
    ['上报时间', ({ submitted }) => csvMoment(submitted?.submittedAt, timeZone)],
    ['按时', ({ submitted }) => submitted && (submitted.onTime ? '是' : '否')],
    ['上报人', ({ submitted }) => submitted?.submittedBy.name],
    ['备注', ({ submitted }) => submitted?.remark],
  ];
}
