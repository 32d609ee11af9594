import { expect } from 'chai';
import { createCheckin } from '../../plugin';
import { rotateKeys } from '../../plugin/features/privacy/rotate-keys';
import { Vault } from '../../plugin/kernel/vault';
import { aReport, createWorld, PEOPLE } from '../support/world';

const OLD = { id: 'k1', key: Buffer.alloc(32, 7) };
const NEW = { id: 'k2', key: Buffer.alloc(32, 8) };

describe('a key that DATA_KEYS lacks', () => {
  const world = createWorld();
  const clock = () => world.now;
  // The tests after these have the old key alone.
  afterEach(() => world.database.knex('checkin_data_key').delete());

  /** Why an instance with these keys does not start; nothing where it does. */
  async function refusal(keys: readonly (typeof OLD)[]): Promise<string | undefined> {
    const DATA_KEYS = keys.map(({ id, key }) => `${id}:${key.toString('base64')}`).join(',');
    try {
      const checkin = await createCheckin({ ...world.input(), DATA_KEYS }, { clock });
      await checkin.close();
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  }

  it('keeps an instance from starting, and is named', async () => {
    expect(await refusal([OLD])).to.equal(undefined);
    await (await world.as(PEOPLE.wang)).submit(aReport());
    expect(await refusal([NEW]))
      .to.contain('DATA_KEYS')
      .and.to.contain('"k1"');
    expect(await refusal([NEW, OLD])).to.equal(undefined);
  });

  it('is missed no more once everything was sealed anew', async () => {
    expect(await refusal([OLD])).to.equal(undefined);
    await (await world.as(PEOPLE.wang)).submit(aReport());
    expect(await refusal([NEW, OLD])).to.equal(undefined);
    expect(await refusal([OLD])).to.contain('"k2"');
    await rotateKeys(world.database, new Vault([NEW, OLD]), world.now);
    expect(await refusal([NEW])).to.equal(undefined);
  });
});
