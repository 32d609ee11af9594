import { expect } from 'chai';
import { SEALED_COLUMNS } from '../../plugin/features/privacy/sealed-columns';
import { longColumns, tablesOf } from '../support/database';
import { createWorld } from '../support/world';
import { liveThrough, SECRETS } from './rich-story';

/** Columns that hold long texts and nothing about any person. */
const PLAIN: Record<string, string> = {
  'checkin_campaign.instructions': 'what everybody is told',
  'checkin_campaign.assessment': 'weights',
  'checkin_audience.exclude': 'conditions',
  'checkin_audience.follow_up': 'codes of classes',
  'checkin_form_version.form': 'questions',
  'checkin_form_version.flags': 'conditions',
  'checkin_privacy_notice.content': 'what students are told',
  'checkin_audit.detail': 'what was done, never what was answered',
  'checkin_brief.figures': 'counts',
  'checkin_assessment.figures': 'counts',
  'checkin_export.filter': 'days, classes and states',
  'checkin_module_key.public_key': 'public',
  'checkin_robot.recent': 'instants',
  'checkin_roster_row.scope': 'codes of classes',
  'checkin_roster_import.files': 'names and sizes of files',
  'checkin_roster_import.staged': 'names of sheets, and places',
  'checkin_roster_import.seen': 'a number of the roster',
  'checkin_roster_import.summary':
    'counts, and until it is written or given up who changes how: what the roster itself says in clear, no telephone number',
  'checkin_roster_import.reason': 'why an upload was refused as a whole',
  'checkin_roster_problem.message':
    'what is wrong with a row of a file; of a telephone number at most what a spreadsheet left of it',
};

describe('what is sealed in the database', () => {
  const world = createWorld();

  it('is in one list, or known to be about nobody', async () => {
    const listed = SEALED_COLUMNS.map(({ table, column }) => `${table}.${column}`);
    const known = [...listed, ...Object.keys(PLAIN)].sort();
    expect(await longColumns(world.database)).to.deep.equal(known);
  });

  it('shows nothing to whoever steals a dump of every table', async () => {
    await liveThrough(world);
    const empty: string[] = [];
    for (const { table, column } of SEALED_COLUMNS) {
      const filled = await world.database.knex(table).whereNotNull(column).first(column);
      if (filled === undefined) empty.push(`${table}.${column}`);
    }
    expect(empty, 'the story has to fill every sealed column').to.deep.equal([]);
    const found: string[] = [];
    for (const table of await tablesOf(world.database))
      for (const row of (await world.database.knex(table)) as Record<string, unknown>[])
        for (const [column, value] of Object.entries(row))
          for (const [what, secret] of Object.entries(SECRETS))
            if (asText(value).includes(secret)) found.push(`${table}.${column} shows the ${what}`);
    expect(found).to.deep.equal([]);
  });

  it('opens under the context that the list says, and under no other row’s', async () => {
    await liveThrough(world);
    for (const sealed of SEALED_COLUMNS) {
      const { table, column, key, also = [], bytes } = sealed;
      const row = await world.database
        .knex(table)
        .whereNotNull(column)
        // What was erased meanwhile, in the story, opens no more.
        .whereNot(column, '')
        .first([...key, ...also, column]);
      const last = [...key, ...also].at(-1) ?? '';
      const open = (context: string) =>
        bytes ? world.vault.openBytes(Buffer.from(row[column]), context) : world.vault.open(row[column], context);
      expect(open(sealed.context(row)).length, `${table}.${column}`).to.be.above(0);
      expect(() => open(sealed.context({ ...row, [last]: 99 }))).to.throw();
    }
  });
});

/** A value as whoever looks through a dump would read it. */
function asText(value: unknown): string {
  if (value instanceof ArrayBuffer) return Buffer.from(value).toString('utf8');
  return Buffer.isBuffer(value) ? value.toString('utf8') : String(value);
}
