import { expect } from 'chai';
import fc from 'fast-check';
import { contactOf, enrolmentsOf } from '../../plugin/features/roster';
import { addDays } from '../../plugin/kernel/civil-date';
import { clearTables } from '../support/database';
import { aStudent, RosterWorld, studentNo, TODAY } from './roster-world';

const PEOPLE = 4;
const DAYS = 6;

interface Row {
  班级: string;
  学籍状态: string;
  联系电话: string;
  家长电话: string;
}
/** The rows of an import, by person; null for somebody whom it lacks. */
interface Import {
  from: number;
  rows: (Row | null)[];
  hasPhone: boolean;
  retireMissing: boolean;
}

const row: fc.Arbitrary<Row> = fc.record({
  班级: fc.constantFrom('191111', '191112'),
  学籍状态: fc.constantFrom('在读', '休学', '退学'),
  联系电话: fc.constantFrom('', '1', '2'),
  家长电话: fc.constantFrom('', '3'),
});
const anImport: fc.Arbitrary<Import> = fc.record({
  from: fc.integer({ min: 0, max: DAYS - 1 }),
  rows: fc.array(fc.option(row), { minLength: PEOPLE, maxLength: PEOPLE }).filter((rows) => rows.some(Boolean)),
  hasPhone: fc.boolean(),
  retireMissing: fc.boolean(),
});

/** What holds of each person on each day, and what numbers they have, told in the plainest way. */
class Plainly {
  readonly days = Array.from({ length: PEOPLE }, () => new Array<string>(DAYS).fill(''));
  readonly phones = Array.from({ length: PEOPLE }, () => ({ phone: '', parentPhone: '' }));

  take({ from, rows, hasPhone, retireMissing }: Import): void {
    for (const [person, each] of rows.entries()) {
      const stays = each && each.学籍状态 !== '退学';
      if (each || retireMissing) this.days[person]?.fill(stays ? `${each.班级} ${each.学籍状态}` : '', from);
      const phones = this.phones[person];
      if (!stays || !phones) continue;
      if (hasPhone) phones.phone = each.联系电话;
      phones.parentPhone = each.家长电话;
    }
  }
}

describe('any history of imports', () => {
  const world = new RosterWorld();

  async function take({ from, rows, hasPhone, retireMissing }: Import): Promise<void> {
    const students = rows.flatMap((each, person) => {
      if (!each) return [];
      const { 联系电话: _, ...without } = each;
      return [aStudent(person, hasPhone ? { ...each } : without)];
    });
    await world.importStudents(students, { effective: addDays(TODAY, from), retireMissing });
  }

  async function daysOf(person: number): Promise<string[]> {
    const held = await enrolmentsOf(world.db, studentNo(person));
    return Array.from({ length: DAYS }, (_, index) => {
      const day = addDays(TODAY, index);
      const [on, other] = held.filter(({ fromDay, untilDay }) => fromDay <= day && day < untilDay);
      expect(other, 'two places on one day').to.equal(undefined);
      return on ? `${on.classCode} ${on.status}` : '';
    });
  }

  it('leaves each day as the last import said that held by then', async () => {
    const history = fc.array(anImport, { minLength: 2, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(history, async (imports) => {
        await clearTables(world.database);
        const plainly = new Plainly();
        for (const each of imports) {
          await take(each);
          plainly.take(each);
        }
        for (let person = 0; person < PEOPLE; person += 1) {
          expect(await daysOf(person)).to.deep.equal(plainly.days[person]);
          const { phone = '', parentPhone = '' } = await contactOf(world.db, world.vault, studentNo(person));
          expect({ phone, parentPhone }).to.deep.equal(plainly.phones[person]);
        }
        expect(await world.db('checkin_roster_row').select('seq'), 'rows left behind').to.deep.equal([]);
      }),
      { numRuns: 40 },
    );
  });
});
