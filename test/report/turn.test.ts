import { expect } from 'chai';
import { countChange } from '../../plugin/features/report';
import { aFever, aReport, createWorld, PEOPLE } from '../support/world';

/** What tells other instances in which classes of a day something has changed. */
describe('the turns of a day and its classes', () => {
  const world = createWorld();

  /** By how much each class has moved, by the version of the roster, and the whole day. */
  async function turns() {
    const { knex } = world.database;
    const classes: { class_code: string; roster: number; turn: number }[] = await knex('checkin_class_turn')
      .where('day', world.today)
      .orderBy('class_code');
    const [sum] = await knex('checkin_report_turn').where('day', world.today).sum({ day: 'turn' });
    const [{ version }] = await knex('checkin_roster_hold').where('name', 'version').select({ version: 'turn' });
    const isCurrent = classes.every(({ roster }) => roster === version);
    return {
      day: Number(sum?.day ?? 0),
      isCurrent,
      classes: classes.map(({ class_code, turn }) => [class_code, turn]),
    };
  }

  it('move with each change of a report, and by nothing else', async () => {
    const wang = await world.as(PEOPLE.wang);
    await wang.submit(aReport());
    await wang.submit(aReport());
    await (await world.as(PEOPLE.li)).submit(aReport({ temperature: 20 }));
    expect(await turns()).to.deep.equal({ day: 1, isCurrent: true, classes: [['191111', 1]] });
    await wang.submit(aFever());
    await (await world.as(PEOPLE.qian)).submit(aReport());
    await (await world.as(PEOPLE.teacher)).decide('return', PEOPLE.wang, { note: '请重填' });
    await (await world.as(PEOPLE.teacher)).decide('confirm', PEOPLE.wang);
    const classes = [
      ['191111', 3],
      ['191112', 1],
    ];
    expect(await turns()).to.deep.equal({ day: 4, isCurrent: true, classes });
  });

  it('of the day goes beyond those of its classes where a class is not known', async () => {
    const change = { campaignId: 1, date: world.today };
    const { database } = world;
    const known = { ...change, classCode: '191111' };
    const counts = [
      ...countChange(database.knex, [{ ...change, classCode: undefined }, known], 1),
      ...countChange(database.knex, [known], undefined),
    ];
    await database.write(counts);
    const { day, classes } = await turns();
    expect({ day, classes }).to.deep.equal({ day: 3, classes: [['191111', 1]] });
  });
});
