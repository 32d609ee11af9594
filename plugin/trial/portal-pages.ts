import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Handlebars from 'handlebars';
import { wallTime, weekdayOf } from '../kernel/civil-date';
import type { Persona } from './personas';
import type { Entry, HandOver, PortalMessage } from './portal-host';
import { randomOf } from './random';
import { pickHome } from './regions';

const TEMPLATES = join(__dirname, '../../templates/portal');
const TIME_ZONE = 'Asia/Shanghai';

/** The portal's pages as HTML. */
export interface PortalPages {
  home(person: Persona): string;
  /** What the frame shows until the module is opened in it. */
  pane(person: Persona): string;
  /** Sends the hand-over by itself, or by a button where that does not happen. */
  launch(entry: Entry, handOver: HandOver): string;
  refusal(words: string): string;
  /** What came of handing over the roster. */
  pushed(words: string): string;
}

export interface PortalPagesOptions {
  personas: readonly Persona[];
  moduleUrl: string;
  schoolName?: string;
  now: () => number;
  messagesOf: (personNo: string) => PortalMessage[];
  /** True where the host keeps a roster that it can hand over. */
  keepsRoster: boolean;
}

/** Whose work the roster is. */
export const OFFICE = '学工处';

/** Apps that a portal has beside the module. They are pictures here, and open nothing. */
const OTHER_APPS = [
  { icon: 'timetable', label: '课表' },
  { icon: 'grades', label: '成绩' },
  { icon: 'library', label: '图书馆' },
  { icon: 'card', label: '一卡通' },
] as const;
const MORE_APPS = [
  { icon: 'bus', label: '校车' },
  { icon: 'repair', label: '报修' },
  { icon: 'news', label: '通知' },
  { icon: 'mail', label: '邮箱' },
] as const;

/** From which hour on one says what. */
const GREETINGS = [
  [18, '晚上好'],
  [13, '下午好'],
  [11, '中午好'],
  [9, '上午好'],
  [5, '早上好'],
  [0, '夜深了'],
] as const;

/** Reads the templates once; a page is filled in for each request. All values are escaped. */
export function createPortalPages(options: PortalPagesOptions): PortalPages {
  const { personas, moduleUrl, schoolName = '演示学院', now, messagesOf, keepsRoster } = options;
  const show = readTemplates(['home', 'pane', 'launch', 'refusal', 'pushed']);
  const moduleOrigin = new URL(moduleUrl).origin;
  return {
    home: (person) =>
      show('home', {
        schoolName,
        moduleOrigin,
        person: { ...person, isStaff: person.personType === 'staff' },
        canPush: keepsRoster && person.role === OFFICE,
        groups: groupsOf(personas, person),
        place: placeOf(person),
        messages: messagesOf(person.personNo),
        apps: OTHER_APPS,
        moreApps: MORE_APPS,
        ...clockFace(now()),
      }),
    pane: ({ personType }) => show('pane', { schoolName, isStaff: personType === 'staff' }),
    launch: (entry, handOver) => show('launch', { schoolName, handOver, staffEntry: entry === 'staff' }),
    refusal: (words) => show('refusal', { schoolName, words }),
    pushed: (words) => show('pushed', { schoolName, words }),
  };
}

/**
 * Where a person seems to be when the module asks: near one of the made-up school's homes, always the same one. It is
 * nobody's place.
 */
function placeOf({ personNo }: Persona) {
  const random = randomOf(`portal/${personNo}`);
  const { region, longitude, latitude } = pickHome(random);
  const near = (value: number): number => Number((value + (random.next() - 0.5) / 50).toFixed(5));
  return {
    longitude: near(longitude),
    latitude: near(latitude),
    accuracy: random.int(12, 60),
    address: `${[...new Set(region.split('/'))].join('')}（演示位置）`,
  };
}

function readTemplates(names: readonly string[]): (name: string, model: object) => string {
  const handlebars = Handlebars.create();
  const read = (name: string): string => readFileSync(join(TEMPLATES, `${name}.hbs`), 'utf8');
  handlebars.registerPartial('portal/head', read('head'));
  const templates = new Map(names.map((name) => [name, handlebars.compile(read(name), { strict: true })]));
  return (name, model) => {
    const template = templates.get(name);
    if (!template) throw new RangeError(`there is no page ${name}`);
    return template(model);
  };
}

function groupsOf(personas: readonly Persona[], selected: Persona) {
  const group = (personType: Persona['personType'], title: string) => ({
    personType,
    title,
    members: personas
      .filter((each) => each.personType === personType)
      .map((each) => ({ ...each, selected: each.personNo === selected.personNo })),
  });
  return [group('student', '学生'), group('staff', '教职工')].filter(({ members }) => members.length > 0);
}

function clockFace(instant: number) {
  const { date, time } = wallTime(instant, TIME_ZONE);
  const hour = Number(time.slice(0, 2));
  const greeting = GREETINGS.find(([from]) => hour >= from)?.[1] ?? '你好';
  const day = `${Number(date.slice(5, 7))}月${Number(date.slice(8))}日 周${'日一二三四五六'[weekdayOf(date)]}`;
  return { time, day, greeting };
}
