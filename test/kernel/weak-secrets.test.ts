import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { readSettings } from '../../plugin/kernel/settings';
import { weakSecrets } from '../../plugin/kernel/weak-secrets';

const chance = () => randomBytes(32).toString('base64');

describe('secrets that are long enough', () => {
  const told = (changes: object) => {
    const secrets = { SESSION_SECRET: chance(), HOST_SECRET: chance(), DATA_KEYS: `k1:${chance()}` };
    const rest = { DATABASE_URL: 'file:x', PUBLIC_URL: 'http://localhost:1', HOST_ISSUER: 'https://portal.example' };
    return weakSecrets(readSettings({ ...rest, ...secrets, ...changes }, 'campus-checkin'));
  };

  it('are well where they were made by chance', () => {
    expect(told({})).to.deep.equal([]);
  });

  it('are told of where they are easily guessed all the same, by name alone', () => {
    const same = 'correct horse battery staple, correct horse';
    expect(told({ SESSION_SECRET: same, HOST_SECRET: same })).to.deep.equal([
      'SESSION_SECRET is the same as HOST_SECRET',
    ]);
    const [session = '', data = ''] = told({
      SESSION_SECRET: 'abab'.repeat(8),
      DATA_KEYS: `k1:${Buffer.alloc(32, 7).toString('base64')}`,
    });
    expect(session).to.match(/^SESSION_SECRET holds few/);
    expect(data)
      .to.match(/^DATA_KEYS \(k1\) holds few/)
      .and.not.to.contain('Bw');
  });
});
