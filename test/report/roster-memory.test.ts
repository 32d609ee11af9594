import { expect } from 'chai';
import { CampaignMemory, FormChecks } from '../../plugin/features/campaign';
import { type SubmitParts, submitMany } from '../../plugin/features/report/submit';
import { RosterMemory } from '../../plugin/features/roster';
import { addDays } from '../../plugin/kernel/civil-date';
import { aCampaign, aReport, createWorld, PEOPLE, type Someone } from '../support/world';

const HEAD = '学号,姓名,系部,班级,年级,学籍状态,学生类别\n';
const IN_CLASS = '航制,191111,2019级,在读,';
const EXEMPT = '航修,198241,2019级,在读,';
const LEFT = '航制,191111,2019级,退学,';

/** The roster and the campaigns are changed past the instance that remembers them, as by another one or the command line. */
describe('what an instance remembers on the way of a report', () => {
  const world = createWorld();
  let parts: SubmitParts;
  beforeEach(() => {
    const { vault } = world;
    parts = { vault, forms: new FormChecks(), campaigns: new CampaignMemory(), roster: new RosterMemory() };
  });

  /** What became of a report of today, `created` or a problem's name. */
  async function submit({ personNo }: Someone, answers = aReport()): Promise<string> {
    const { now, today } = world;
    const request = { personNo, campaign: 'winter', date: today, answers, now, today };
    const [outcome] = await submitMany(world.database, parts, [request]);
    if (!outcome) throw new Error('not judged');
    return 'refused' in outcome ? outcome.refused.problem : outcome.submitted.outcome;
  }

  /** The tables that a report of somebody touches. */
  async function tablesOf(who: Someone): Promise<Set<string>> {
    const tables = new Set<string>();
    const notice = ({ sql }: { sql: string }) => {
      for (const table of sql.match(/checkin_\w+/g) ?? []) tables.add(table);
    };
    const { pools } = world.database;
    for (const pool of pools) pool.on('query', notice);
    await submit(who);
    for (const pool of pools) pool.removeListener('query', notice);
    return tables;
  }

  const enrol = ({ personNo, name }: Someone, place: string, effective?: string) =>
    world.importRoster({ students: `${HEAD}${personNo},${name},${place}\n`, effective });

  it('is not read again: neither the roster of a class that has been asked for, nor the campaign and its form', async () => {
    expect(await tablesOf(PEOPLE.wang)).to.include.keys(
      'checkin_enrolment',
      'checkin_campaign',
      'checkin_form_version',
    );
    const tables = await tablesOf(PEOPLE.li);
    expect([...tables].sort()).to.deep.equal([
      'checkin_campaign_epoch',
      'checkin_class_turn',
      'checkin_report',
      'checkin_report_revision',
      'checkin_report_turn',
      'checkin_roster_hold',
    ]);
  });

  it('ends when a student moves, leaves, comes back', async () => {
    expect(await submit(PEOPLE.wang)).to.equal('created');
    for (const [place, outcome] of [
      [EXEMPT, 'not-due'],
      [LEFT, 'no-session'],
      [IN_CLASS, 'created'],
    ] as const) {
      await enrol(PEOPLE.li, place);
      expect(await submit(PEOPLE.li), place).to.equal(outcome);
    }
  });

  it('holds from the day on which a change takes effect, and not before', async () => {
    await enrol(PEOPLE.li, EXEMPT, addDays(world.today, 1));
    expect(await submit(PEOPLE.wang)).to.equal('created');
    expect(await submit(PEOPLE.li)).to.equal('created');
    world.setTime(addDays(world.today, 1));
    expect(await submit(PEOPLE.wang)).to.equal('created');
    expect(await submit(PEOPLE.li)).to.equal('not-due');
  });

  it('ends when the audience of a campaign changes', async () => {
    expect(await submit(PEOPLE.wang)).to.equal('created');
    await world.apply(aCampaign({ exclude: [{ class: '198241' }, { class: '191111' }] }));
    expect(await submit(PEOPLE.li)).to.equal('not-due');
  });

  it('knows nobody whom the roster does not know', async () => {
    expect(await submit(PEOPLE.wang)).to.equal('created');
    expect(await submit(PEOPLE.nobody)).to.equal('no-session');
  });

  it('is not mixed up by two who saw different versions at once', async () => {
    const { knex } = world.database;
    const asked = { people: [PEOPLE.wang.personNo, PEOPLE.nobody.personNo], day: world.today };
    const found = await Promise.all(['1', '2', '1'].map((version) => parts.roster.placesOn(knex, version, asked)));
    for (const places of found) {
      expect([...places.keys()]).to.deep.equal([PEOPLE.wang.personNo]);
      expect(places.get(PEOPLE.wang.personNo)).to.include({ classCode: '191111', departmentCode: '航制' });
    }
  });
});
