import type { SealedColumn } from '../../kernel/sealed-column';
import { ASSESSMENT_SEALED } from '../assessment';
import { BRIEF_SEALED } from '../brief';
import { CALL_SEALED } from '../call';
import { CASE_SEALED } from '../case';
import { EXPORT_SEALED } from '../export';
import { FOLLOW_UP_SEALED } from '../follow-up';
import { HELP_SEALED } from '../help';
import { LAUNCH_SEALED } from '../launch';
import { NOTIFY_SEALED } from '../notify';
import { REPORT_SEALED } from '../report';
import { REVIEW_SEALED } from '../review';
import { ROBOT_SEALED } from '../robot';
import { ROSTER_SEALED } from '../roster';

/**
 * Every column of the database that holds something sealed. What is not in this list is neither given a new key nor ever
 * erased: test/privacy/sealed-columns.test.ts fails on a column that nobody has put here.
 */
export const SEALED_COLUMNS: readonly SealedColumn[] = [
  ...REPORT_SEALED,
  ...REVIEW_SEALED,
  ...CASE_SEALED,
  ...CALL_SEALED,
  ...FOLLOW_UP_SEALED,
  ...BRIEF_SEALED,
  ...ASSESSMENT_SEALED,
  ...ROSTER_SEALED,
  ...HELP_SEALED,
  ...ROBOT_SEALED,
  ...EXPORT_SEALED,
  ...NOTIFY_SEALED,
  ...LAUNCH_SEALED,
];
