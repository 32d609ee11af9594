import { expect } from 'chai';
import { StoryStand } from '../browser/story-stand';
import { PEOPLE, type Someone } from '../support/world';

describe("the portal's roster", () => {
  const stand = new StoryStand();
  before(() => stand.open());
  beforeEach(() => stand.world.reset());
  after(() => stand.close());

  const push = ({ personNo }: Someone) =>
    fetch(`${stand.portalUrl}/roster`, { method: 'POST', headers: { Cookie: `portal_person=${personNo}` } });

  it('is handed to the module by the office, with a token of the portal itself', async () => {
    const words = await (await push(PEOPLE.office)).text();
    expect(words).to.contain('学生新增 1 人、变更 0 人、不变 0 人；教职工新增 0 人');
    expect(await (await push(PEOPLE.office)).text()).to.contain('学生新增 0 人、变更 0 人、不变 1 人');
    const people = await stand.world.database.knex('checkin_person').where({ name: '新生' });
    expect(people).to.have.lengthOf(1);
  });

  it('is nobody else’s to hand over', async () => {
    expect((await push(PEOPLE.teacher)).status).to.equal(403);
    const home = (who: Someone) =>
      fetch(stand.portalUrl, { headers: { Cookie: `portal_person=${who.personNo}` } }).then((page) => page.text());
    expect(await home(PEOPLE.office)).to.contain('推送门户的名单');
    expect(await home(PEOPLE.teacher)).not.to.contain('推送门户的名单');
  });
});
