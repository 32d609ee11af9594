import { expect } from 'chai';
import { Visitor } from '../support/visitor';
import { PEOPLE, type Someone } from '../support/world';
import { createRobotWorld, SECRET } from './stand-in-robots';

const PATH = '/staff/robots';

describe('群机器人, without JavaScript', () => {
  const { stand, world } = createRobotWorld();

  const visit = (who: Someone) => Visitor.as(world, who);

  /** Sends one of the page's forms with the token that the page gave. */
  async function send(visitor: Visitor, path: string, fields: Record<string, string>) {
    const { text } = await visitor.open(PATH);
    const _csrf = /name="_csrf" value="([^"]+)"/.exec(text)?.[1] ?? '';
    return visitor.post(path, { _csrf, ...fields });
  }
  const audits = (action: string) => world.database.knex('checkin_audit').where({ action }).pluck('actor_no');

  it('is for the office, group by group, and for a contact’s own department', async () => {
    const office = (await (await visit(PEOPLE.office)).open(PATH)).text;
    for (const name of ['学校', '航制', '经管', '航修']) expect(office).to.contain(`<h2>${name} `);
    const contact = (await (await visit(PEOPLE.contact)).open(PATH)).text;
    expect(contact).to.contain('<h2>航制 ').and.not.to.contain('经管').and.not.to.contain('<h2>学校');
    for (const who of [PEOPLE.teacher, PEOPLE.wang]) expect((await (await visit(who)).open(PATH)).status).to.equal(403);
  });

  it('keeps what was set, and never shows or logs it again', async () => {
    const office = await visit(PEOPLE.office);
    const address = stand.addressOf('dingtalk');
    const saved = await send(office, PATH, { target: 'school', address, secret: SECRET });
    expect([saved.status, saved.headers.location]).to.deep.equal([303, `${PATH}?done=saved`]);
    const { text } = await office.open(saved.headers.location as string);
    expect(text).to.contain('钉钉').and.to.contain('尾号 d1ng').and.to.contain('罗处长').and.to.contain('已保存');
    for (const page of [text, (await office.open('/staff/admin/audit')).text])
      for (const secret of [SECRET, 'access_token', address]) expect(page).not.to.contain(secret);
    expect(await audits('robot.set')).to.deep.equal([PEOPLE.office.personNo]);
  });

  it('takes no address but a robot’s, says what is wrong, and keeps what was typed', async () => {
    const office = await visit(PEOPLE.office);
    const evil = 'http://127.0.0.1:6379/cgi-bin/webhook/send?key=12345678';
    for (const address of [
      evil,
      'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=12345678',
      '',
      'x'.repeat(1_900),
    ]) {
      const refused = await send(office, PATH, { target: 'school', address, secret: 'SECx' });
      expect(refused.status, address).to.equal(422);
      expect(refused.text).to.contain('不是企业微信、钉钉或飞书').and.to.contain('value="SECx"');
    }
    const spaced = await send(office, PATH, { target: 'school', address: stand.addressOf('feishu'), secret: 'a b' });
    expect(spaced.status).to.equal(422);
    expect(spaced.text).to.contain('密钥不对').and.to.contain('feishu-hook');
    expect(await world.database.knex('checkin_robot')).to.deep.equal([]);
  });

  it('tests a robot at once, and tells what became of it', async () => {
    const contact = await visit(PEOPLE.contact);
    await send(contact, PATH, { target: 'department/航制', address: stand.addressOf('wecom'), secret: '' });
    const tested = await send(contact, `${PATH}/test`, { target: 'department/航制' });
    expect(tested.status).to.equal(303);
    expect(stand.texts()).to.have.length(1);
    expect(stand.texts()[0]).to.contain('测试消息').and.to.contain('高主任 1月21日 08:00');
    expect((await contact.open(PATH)).text).to.match(/最近一条：测试[\s\S]*已发出/);
    stand.instead = [{ body: { errcode: 93000 } }];
    await send(contact, `${PATH}/test`, { target: 'department/航制' });
    const { text } = await contact.open(PATH);
    expect(text).to.contain('没发出').and.to.contain('机器人可能已被移出群').and.to.contain('再发一次');
    expect((await (await visit(PEOPLE.office)).open('/staff/admin')).text).to.contain('1 条没发出');
  });

  it('sends a failed message once more', async () => {
    const office = await visit(PEOPLE.office);
    await send(office, PATH, { target: 'school', address: stand.addressOf('feishu'), secret: '' });
    stand.instead = [{ status: 400, body: { code: 19024 } }];
    await send(office, `${PATH}/test`, { target: 'school' });
    const [message = ''] = await world.database.knex('checkin_robot_message').pluck<string[]>('id');
    await send(office, `${PATH}/resending`, { message });
    expect(stand.texts()).to.have.length(1);
    expect((await send(office, `${PATH}/resending`, { message })).status).to.equal(303);
    expect(stand.texts()).to.have.length(1);
    expect((await send(await visit(PEOPLE.contact), `${PATH}/resending`, { message })).status).to.equal(404);
  });

  it('forgets a robot that is removed', async () => {
    const office = await visit(PEOPLE.office);
    await send(office, PATH, { target: 'department/经管', address: stand.addressOf('wecom'), secret: '' });
    await send(office, `${PATH}/removal`, { target: 'department/经管' });
    expect(await world.database.knex('checkin_robot')).to.deep.equal([]);
    expect((await send(office, `${PATH}/test`, { target: 'department/经管' })).status).to.equal(404);
    expect(await audits('robot.remove')).to.have.length(1);
  });

  it('is closed for groups of others, and without the token of the page', async () => {
    const contact = await visit(PEOPLE.contact);
    const address = stand.addressOf('wecom');
    for (const target of ['school', 'department/经管', 'department/', 'x', '__proto__'])
      expect((await send(contact, PATH, { target, address, secret: '' })).status, target).to.equal(404);
    for (const path of [PATH, `${PATH}/test`, `${PATH}/removal`])
      expect((await contact.post(path, { target: 'department/航制', address })).status).to.equal(403);
    expect(await world.database.knex('checkin_robot')).to.deep.equal([]);
  });
});
