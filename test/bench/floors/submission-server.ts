import { createSecretKey } from 'node:crypto';
import Ajv from 'ajv/dist/2020';
import express from 'express';
import { verify } from 'jsonwebtoken';
import { DEFAULT_FORM } from '../../../plugin/features/campaign';
import { openDatabase, type Tx } from '../../../plugin/kernel/database';

/**
 * What anybody would write first, on the same packages and database settings: `none` answers without a database, `insert`
 * keeps each report by one insert, `whole` does the full work of a submission in a transaction of its own.
 */
type Floor = 'none' | 'insert' | 'whole';

const { DATABASE_URL = '', FLOOR = 'insert', PORT, SESSION_SECRET = '', DAY = '' } = process.env;
const database = openDatabase(DATABASE_URL);
const key = createSecretKey(Buffer.from(SESSION_SECRET));
const ajv = new Ajv({ strict: false, validateFormats: false });
const check = ajv.compile(DEFAULT_FORM);

interface Report {
  personNo: string;
  answers: { temperature: number; symptoms: string[]; highRiskArea: boolean };
  at: number;
}

function flagsOf({ temperature, symptoms, highRiskArea }: Report['answers']): string[] {
  const raised = { temperature: temperature > 37.3, symptoms: symptoms.length > 0, high_risk_area: highRiskArea };
  return Object.entries(raised).flatMap(([flag, isRaised]) => (isRaised ? [flag] : []));
}

const KEEP: Record<Floor, (report: Report) => Promise<unknown>> = {
  none: async () => undefined,
  insert: ({ personNo, answers, at }) =>
    database.knex('bench_report').insert({ person_no: personNo, day: DAY, answers: JSON.stringify(answers), at }),
  whole: (report) => database.transaction((tx) => keepWhole(tx, report)),
};

async function keepWhole(tx: Tx, { personNo, answers, at }: Report): Promise<void> {
  const campaign = await tx('checkin_campaign').first();
  const audience = await tx('checkin_audience').where('campaign_id', campaign.id).orderBy('from_day', 'desc').first();
  const form = await tx('checkin_form_version').where('campaign_id', campaign.id).orderBy('version', 'desc').first();
  const standing = await tx('checkin_enrolment')
    .where('person_no', personNo)
    .where('from_day', '<=', DAY)
    .where('until_day', '>', DAY)
    .first();
  const exempt = (JSON.parse(audience.exclude) as { class?: string }[]).some(
    (rule) => rule.class === standing?.class_code,
  );
  if (!standing || exempt || DAY < campaign.starts_on || DAY > campaign.ends_on) throw new Error('not due');
  const key = { campaign_id: campaign.id, day: DAY, person_no: personNo };
  const before = await tx('bench_current').where(key).first();
  const revision = Number(before?.revision ?? 0) + 1;
  const flags = flagsOf(answers);
  const status = flags.length > 0 ? 'pending' : 'normal';
  const sealed = JSON.stringify({ answers, flags });
  await tx('bench_revision').insert({ ...key, revision, form_version: form.version, status, sealed, at });
  await tx('bench_current')
    .insert({ ...key, revision, status, at })
    .onConflict(['campaign_id', 'day', 'person_no'])
    .merge();
}

const app = express().disable('x-powered-by');
app.put('/reports', express.json(), async (request, response) => {
  const payload = verify(request.headers.authorization?.slice(7) ?? '', key, { algorithms: ['HS256'] });
  if (typeof payload === 'string' || !check(request.body.answers)) return void response.status(422).json(check.errors);
  const report = { personNo: String(payload.sub), answers: request.body.answers, at: Date.now() };
  await KEEP[FLOOR as Floor](report);
  response.status(201).json({ date: DAY, status: 'normal', flags: flagsOf(report.answers), revision: 1 });
});
app.listen(Number(PORT), '127.0.0.1', () => console.log('ready'));
