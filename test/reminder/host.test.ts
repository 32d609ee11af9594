import { expect } from 'chai';
import request from 'supertest';
import { createHostWorld, type StandInHost } from '../notify/stand-in-host';
import { aReport, PEOPLE, type Someone } from '../support/world';

const PATH = '/api/campaigns/winter/reminders';
const MINUTE = 60_000;

describe("reminders through the host's messages", () => {
  const { host, world } = createHostWorld();

  const remind = async (who: Someone, part: object = {}) =>
    (await world.as(who)).post(PATH, { date: world.today, ...part });
  const numbers = (...people: Someone[]) => people.map(({ personNo }) => personNo);

  it('reach those who are missing, with a token that the host believes', async () => {
    await (await world.as(PEOPLE.wang)).submit(aReport());
    const { status, body } = await remind(PEOPLE.teacher);
    expect(status).to.equal(200);
    expect(body).to.deep.include({ targeted: 2, delivered: 2, failed: 0, skipped: 0, channel: 'host', trouble: null });
    expect(body.text).to.contain('李二、赵三·木拉提');
    expect(host.refused).to.deep.equal([]);
    const [call] = host.calls;
    expect(call?.people).to.deep.equal(numbers(PEOPLE.li, PEOPLE.zhao));
    expect(call?.title).to.equal('寒假健康打卡：今天还没有反馈');
    expect(call?.text).to.contain('1月21日').and.to.contain('24:00');
    expect(call?.url).to.equal('http://localhost:3000/home');
    expect(call?.header).to.deep.include({ alg: 'HS256', typ: 'module+jwt' });
  });

  it('tell those whose report was sent back what to do about it', async () => {
    await (await world.as(PEOPLE.wang)).submit(aReport());
    await (await world.as(PEOPLE.teacher)).decide('return', PEOPLE.wang, { note: '重新量一次' });
    await remind(PEOPLE.teacher);
    const [missing, returned] = host.calls;
    expect(missing?.people).to.deep.equal(numbers(PEOPLE.li, PEOPLE.zhao));
    expect(returned?.people).to.deep.equal(numbers(PEOPLE.wang));
    expect(returned?.text).to.contain('退回').and.not.to.contain('重新量一次');
  });

  it('leave people in peace for an hour, whoever presses, and tell whom', async () => {
    await remind(PEOPLE.teacher);
    world.advance(59 * MINUTE);
    const { body } = await remind(PEOPLE.office);
    expect(body).to.deep.include({ targeted: 5, delivered: 2, skipped: 3 });
    expect(body.skippedPeople[0]).to.deep.equal({
      studentNo: PEOPLE.wang.personNo,
      name: '王一',
      remindedAt: '2021-01-21T00:00:00.000Z',
      timesToday: 1,
    });
    expect(host.calls.flatMap(({ people }) => people)).to.have.members(
      numbers(PEOPLE.wang, PEOPLE.li, PEOPLE.zhao, PEOPLE.qian, PEOPLE.sun),
    );
    world.advance(MINUTE);
    expect((await remind(PEOPLE.teacher)).body).to.deep.include({ delivered: 3, skipped: 0 });
  });

  it('leave people in peace after five times on one day, until the next', async () => {
    for (const times of [1, 2, 3, 4, 5, 6]) {
      const { body } = await remind(PEOPLE.teacher);
      expect([body.delivered, body.skipped], `time ${times}`).to.deep.equal(times > 5 ? [0, 3] : [3, 0]);
      world.advance(61 * MINUTE);
    }
    world.setTime('2021-01-22');
    expect((await remind(PEOPLE.teacher)).body.delivered).to.equal(3);
  });

  it('are sent once where several press at the same time', async () => {
    const all = [PEOPLE.office, PEOPLE.contact, PEOPLE.teacher, PEOPLE.office];
    const clients = await Promise.all(all.map((who) => world.as(who)));
    const answers = await Promise.all(clients.map((client) => client.post(PATH, { date: world.today })));
    const people = host.calls.flatMap((call) => call.people);
    expect(people).to.have.length(5);
    expect(new Set(people).size).to.equal(5);
    const sum = (key: string) => answers.reduce((total, { body }) => total + body[key], 0);
    expect(sum('delivered')).to.equal(5);
    expect(sum('delivered') + sum('skipped')).to.equal(sum('targeted'));
  });

  describe('that fail', () => {
    const outcome = async (answer: StandInHost['answer']) => {
      host.answer = answer;
      const { body } = await remind(PEOPLE.teacher);
      return [body.delivered, body.failed, body.trouble];
    };

    it('are counted, and may be tried again at once where nobody got anything', async () => {
      expect(await outcome(() => ({ status: 503 }))).to.deep.equal([0, 3, '门户没有接收（HTTP 503）']);
      expect(await outcome(() => ({ status: 302, headers: { Location: host.url } }))).to.deep.equal([
        0,
        3,
        '门户没有接收（HTTP 302）',
      ]);
      expect(host.calls).to.have.length(2);
      host.reset();
      expect((await remind(PEOPLE.teacher)).body).to.deep.include({ delivered: 3, failed: 0, skipped: 0 });
    });

    it('are not tried again for an hour where somebody may have got something', async () => {
      expect(await outcome(() => ({ drop: true }))).to.deep.equal([0, 3, '连不上门户']);
      host.reset();
      expect((await remind(PEOPLE.teacher)).body).to.deep.include({ delivered: 0, skipped: 3 });
    });

    it('are told by the host in numbers or in lists', async () => {
      expect(await outcome(() => ({ body: { delivered: 2, failed: 1 } }))).to.deep.equal([2, 1, null]);
      world.advance(61 * MINUTE);
      const lost = numbers(PEOPLE.li);
      expect(await outcome(({ people }) => ({ body: { delivered: people.slice(0, 1), failed: lost } }))).to.deep.equal([
        1,
        2,
        null,
      ]);
      // Those whom it names as missed may be tried again at once.
      host.reset();
      expect((await remind(PEOPLE.teacher)).body).to.deep.include({ delivered: 2, skipped: 1 });
    });

    it('are no reason to believe an answer that says nothing', async () => {
      const odd: unknown[] = ['', 'ok', '[]', { delivered: -1 }, { delivered: '3' }, { delivered: 1.5 }, null];
      for (const body of odd) {
        expect(await outcome(() => ({ body })), JSON.stringify(body)).to.deep.equal([0, 3, '门户没有说明送达了多少']);
        world.advance(24 * 60 * MINUTE);
      }
      expect(await outcome(() => ({ body: { delivered: 900, failed: 1 } }))).to.deep.equal([2, 1, null]);
    });

    it('read no answer without end', async () => {
      expect(await outcome(() => ({ body: 'x'.repeat(300_000) }))).to.deep.equal([0, 3, '门户的回答太长']);
    });
  });

  it('go out in parts of five hundred, and no more of them where the host is away', async () => {
    const rows = Array.from(
      { length: 2_600 },
      (_, index) => `3019${String(index).padStart(8, '0')},学生,旅管,193311,2019级,在读,`,
    );
    const students = ['学号,姓名,系部,班级,年级,学籍状态,学生类别', ...rows, ''].join('\n');
    await world.importRoster({ students, effective: '2020-09-01' });
    const { body } = await remind(PEOPLE.office, { department: '旅管' });
    expect(body).to.deep.include({ targeted: 2_600, delivered: 2_600, failed: 0 });
    expect(host.calls.map(({ people }) => people.length).sort()).to.deep.equal([100, 500, 500, 500, 500, 500]);
    expect(new Set(host.calls.map(({ claims }) => claims.jti)).size).to.equal(6);
    host.reset();
    world.advance(61 * MINUTE);
    host.answer = () => ({ drop: true });
    expect((await remind(PEOPLE.office, { department: '旅管' })).body).to.deep.include({ delivered: 0, failed: 2_600 });
    expect(host.calls).to.have.length(4);
  });

  it('are kept with what became of them, by class', async () => {
    host.answer = ({ people }) => ({ body: { delivered: people.slice(1), failed: people.slice(0, 1) } });
    await remind(PEOPLE.contact);
    const reminders = await world.database.knex('checkin_reminder');
    expect(reminders).to.have.length(1);
    expect(reminders[0]).to.include({ state: 'done', targeted: 4, delivered: 3, failed: 1, sender_name: '高主任' });
    const classes = await world.database.knex('checkin_reminder_class').orderBy('class_code');
    expect(classes.map(({ class_code, delivered, failed }) => [class_code, delivered, failed])).to.deep.equal([
      ['191111', 2, 1],
      ['191112', 1, 0],
    ]);
    const { text } = await request(world.app).get('/metrics');
    expect(text).to.match(/checkin_messages_total\{channel="host",outcome="failed"\} \d+/);
  });
});
