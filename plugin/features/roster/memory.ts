import type { CivilDate } from '../../kernel/civil-date';
import type { Db } from '../../kernel/database';
import { type EnrolmentRow, toEnrolment } from './rows';
import type { Enrolment } from './schema';

type Place = Omit<Enrolment, 'personNo'>;

/**
 * Where students belong, as one instance remembers it. All of it ends with the version that it was read by: whoever reads
 * the version along with something else knows whether what is remembered still holds. What is not remembered is not
 * therefore untrue.
 */
export class RosterMemory {
  private version: string | undefined;
  private readonly people = new Map<string, Place[]>();
  /** Those of a class mostly share one, which is kept once. */
  private readonly places = new Map<string, Place>();

  /** Where some students belong on a day, by number, as it was by a version; nothing where one of them is not remembered. */
  recall(
    version: string,
    { people, day }: { people: readonly string[]; day: CivilDate },
  ): Map<string, Place> | undefined {
    if (version !== this.version) return undefined;
    const places = new Map<string, Place>();
    for (const personNo of people) {
      const place = this.placeOf(personNo, day);
      if (!place) return undefined;
      places.set(personNo, place);
    }
    return places;
  }

  /**
   * Where some students belong on a day, by number; who is not on the roster that day is not in it.
   * @param version of the roster, read in the same transaction; where there is none, nothing is remembered
   */
  async placesOn(
    db: Db,
    version: string | undefined,
    { people, day }: { people: readonly string[]; day: CivilDate },
  ): Promise<Map<string, Place>> {
    if (version === undefined || version !== this.version) this.forget(version);
    const places = new Map<string, Place>();
    for (const personNo of people) {
      const place = this.placeOf(personNo, day);
      if (place) places.set(personNo, place);
    }
    const unknown = new Set(people.filter((personNo) => !places.has(personNo)));
    if (unknown.size === 0) return places;
    for (const { personNo, ...place } of await readClasses(db, [...unknown], day)) {
      if (unknown.has(personNo)) places.set(personNo, place);
      // Another may have seen a newer version meanwhile, whose memory this is now.
      if (version !== undefined && version === this.version) this.remember(personNo, place);
    }
    return places;
  }

  private forget(version: string | undefined): void {
    this.version = version;
    this.people.clear();
    this.places.clear();
  }

  private placeOf(personNo: string, day: CivilDate): Place | undefined {
    return this.people.get(personNo)?.find(({ fromDay, untilDay }) => fromDay <= day && day < untilDay);
  }

  private remember(personNo: string, place: Place): void {
    const key = JSON.stringify(place);
    const shared = this.places.get(key) ?? place;
    this.places.set(key, shared);
    const held = this.people.get(personNo) ?? [];
    if (!held.includes(shared)) this.people.set(personNo, [...held, shared]);
  }
}

/** Where some people belong on a day, and with them all of their classes, who will be asked for next. */
async function readClasses(db: Db, people: readonly string[], day: CivilDate): Promise<Enrolment[]> {
  const onRoster = () =>
    db<EnrolmentRow>('checkin_enrolment').where('from_day', '<=', day).where('until_day', '>', day);
  const classes = await onRoster()
    .whereIn('person_no', [...people])
    .distinct('class_code');
  if (classes.length === 0) return [];
  const codes = classes.map(({ class_code }) => class_code);
  return (await onRoster().whereIn('class_code', codes)).map(toEnrolment);
}
