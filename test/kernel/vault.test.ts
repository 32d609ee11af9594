import { expect } from 'chai';
import { Vault } from '../../plugin/kernel/vault';

const key = (id: string, fill: number) => ({ id, key: Buffer.alloc(32, fill) });

describe('the vault', () => {
  it('opens what it sealed, and never seals the same way twice', () => {
    const vault = new Vault([key('a', 1)]);
    const sealed = vault.sealJson({ temperature: 38.6 }, 'row 1');
    expect(vault.openJson(sealed, 'row 1')).to.deep.equal({ temperature: 38.6 });
    expect(vault.sealJson({ temperature: 38.6 }, 'row 1')).not.to.equal(sealed);
    expect(sealed).not.to.contain('38.6');
  });

  it('does not open a text that was moved to another row, or altered', () => {
    const vault = new Vault([key('a', 1)]);
    const sealed = vault.seal('secret', 'row 1');
    expect(() => vault.open(sealed, 'row 2')).to.throw();
    const [id, body = ''] = sealed.split('.');
    const bytes = Buffer.from(body, 'base64');
    for (const place of [0, 14, bytes.length - 1]) {
      const altered = Buffer.from(bytes);
      altered.writeUInt8(altered.readUInt8(place) ^ 1, place);
      expect(() => vault.open(`${id}.${altered.toString('base64')}`, 'row 1')).to.throw();
    }
    // A text cut so short that fewer bytes than a whole tag are left.
    for (const length of [0, 1, 12, 16, 27]) {
      const cut = bytes.subarray(0, length).toString('base64');
      expect(() => vault.open(`${id}.${cut}`, 'row 1'), String(length)).to.throw();
    }
    expect(() => vault.open('', 'row 1')).to.throw();
    expect(() => vault.open('a.', 'row 1')).to.throw();
  });

  it('writes with the first key and reads with all; a missing one is named', () => {
    const old = new Vault([key('a', 1)]).seal('secret', 'x');
    const both = new Vault([key('b', 2), key('a', 1)]);
    expect(both.open(old, 'x')).to.equal('secret');
    expect(both.seal('secret', 'x')).to.match(/^b\./);
    expect(() => new Vault([key('b', 2)]).open(old, 'x')).to.throw(/"a"/);
    expect(() => new Vault([])).to.throw(/DATA_KEYS/);
  });
});
