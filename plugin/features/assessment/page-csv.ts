import { type CsvColumn, csvTable } from '../../kernel/csv-table';
import { STATE_WORDS } from './page-words';
import type { AssessmentRow, WeekState } from './schema';

interface Ranking {
  week: string;
  from: string;
  to: string;
  state: WeekState;
  rows: readonly AssessmentRow[];
}

/** The ranking as comma separated values. */
export function rankingCsv({ week, from, to, state, rows }: Ranking): string {
  const columns: CsvColumn<AssessmentRow>[] = [
    ['周', () => week],
    ['从', () => from],
    ['到', () => to],
    ['状态', () => STATE_WORDS[state].word],
    ['名次', ({ rank }) => rank],
    ['系部', ({ department }) => department.name],
    ['得分', ({ score }) => score],
    ['应打卡人次', ({ due }) => due],
    ['已反馈', ({ reported }) => reported],
    ['未反馈', ({ unreported }) => unreported],
    ['其中退回未重填', ({ returned }) => returned],
    ['完成率', ({ parts }) => parts.completion.rate],
    ['全员覆盖天数', ({ parts }) => parts.fullCoverage.done],
    ['有人应打卡天数', ({ parts }) => parts.fullCoverage.of],
    ['日报按时天数', ({ parts }) => parts.briefsOnTime.done],
    ['日报应报天数', ({ parts }) => parts.briefsOnTime.of],
    ['24 小时内审核', ({ parts }) => parts.reviewsInTime.done],
    ['应审核', ({ parts }) => parts.reviewsInTime.of],
    ['待审核且未满 24 小时', ({ reviewsOpen }) => reviewsOpen],
  ];
  return csvTable(columns, rows);
}
