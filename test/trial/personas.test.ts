import { deepEqual, equal, ok } from 'node:assert/strict';
import type { Persona } from '../../plugin/trial/personas';
import { classesOf, isDue } from '../../plugin/trial/school';
import { schoolAt, TODAY } from './made-up';

/** What the events say, worked out without the code that writes the hints. */
function factsAt(time: string, seed: string) {
  const { school, events, personas } = schoolAt(time, seed);
  const lastOf = (no: string, date = TODAY) =>
    events.filter((event) => event.studentNo === no && event.date === date).at(-1);
  const isMissing = (no: string): boolean => {
    const last = lastOf(no);
    return !last || (last.kind === 'decide' && last.decision === 'return');
  };
  const due = (persona: Persona) => {
    const staff = school.staff.find(({ 工号 }) => 工号 === persona.personNo);
    const classes = staff ? classesOf(school, staff) : [];
    return school.students.filter((student) => classes.includes(student.班级) && isDue(school, student));
  };
  const missing = (persona: Persona): number => due(persona).filter(({ 学号 }) => isMissing(学号)).length;
  return { events, personas, school, lastOf, due, missing };
}

for (const seed of ['trial', 'a', 'b']) {
  for (const time of ['00:00', '00:30', '07:00', '12:00', '23:50']) {
    describe(`the people of the trial at ${time}, grown from "${seed}"`, () => {
      const { events, personas, school, lastOf, due, missing } = factsAt(time, seed);
      const [missed, sentBack, reported, exempt, lead, offline, counsellor, contact, office] = personas as [
        Persona,
        ...Persona[],
      ];
      const numberIn = (text: string | undefined, pattern: RegExp): number => Number(pattern.exec(text ?? '')?.[1]);

      it('are nine: four students, then staff from the class to the school', () => {
        equal(new Set(personas.map(({ personNo }) => personNo)).size, 9);
        deepEqual(
          personas.map(({ role }) => role),
          ['学生', '学生', '学生', '学生', '班主任', '班主任', '辅导员', '系部负责人', '学工处'],
        );
      });

      it('are on the roster under these names', () => {
        const names = new Map<string, string>([
          ...school.students.map(({ 学号, 姓名 }) => [学号, 姓名] as const),
          ...school.staff.map(({ 工号, 姓名 }) => [工号, 姓名] as const),
        ]);
        for (const { personNo, name } of personas) equal(names.get(personNo), name);
      });

      it('tells each student what is so', () => {
        equal(lastOf(missed.personNo), undefined);
        const returned = events.filter(({ studentNo }) => studentNo === sentBack?.personNo);
        const ways = new Map(returned.map((event) => [event.date, event.kind === 'decide' && event.decision]));
        ok([...ways.values()].includes('return'));
        const last = lastOf(reported?.personNo ?? '');
        ok(last?.kind === 'submit');
        const shown = new Date(last.at + 8 * 3_600_000).toISOString().slice(11, 16);
        ok(reported?.hint.includes(`今天 ${shown} 已反馈`), reported?.hint);
        ok(exempt && school.campaign.followUp.includes(exempt.place.slice(0, 6)));
      });

      it('tells the class teacher how many wait and are missing', () => {
        const mine = new Set(due(lead as Persona).map(({ 学号 }) => 学号));
        const last = new Map(events.filter((e) => mine.has(e.studentNo)).map((e) => [`${e.studentNo}${e.date}`, e]));
        const waiting = [...last.values()].filter(
          (e) =>
            e.kind === 'submit' && (e.answers.temperature > 37.3 || e.answers.highRiskArea || e.answers.symptoms[0]),
        );
        equal(numberIn(lead?.hint, /有 (\d+) 条待审核/), waiting.length);
        equal(numberIn(lead?.hint, /今天 (\d+) 人未反馈/), missing(lead as Persona));
        equal(due(offline as Persona).length, 0);
        equal(numberIn(counsellor?.hint, /今天 (\d+) 人未反馈/), missing(counsellor as Persona));
      });

      it('tells department and school the share that is done, and never all while one is missing', () => {
        for (const persona of [contact, office] as Persona[]) {
          const all = due(persona).length;
          const share = Math.floor(((all - missing(persona)) / all) * 1000) / 10;
          equal(numberIn(persona.hint, /今天完成 ([\d.]+)%/), share);
        }
      });
    });
  }
}
