import { expect } from 'chai';
import { readSettings, SettingsError, type SettingsInput } from '../../plugin/kernel/settings';

const KEY = Buffer.alloc(32, 1).toString('base64');
const GOOD: SettingsInput = {
  DATABASE_URL: 'mysql://user:pass@localhost:3306/checkin',
  PUBLIC_URL: 'https://portal.example/checkin/',
  SESSION_SECRET: 's'.repeat(32),
  DATA_KEYS: `k1:${KEY}`,
  HOST_ISSUER: 'https://portal.example',
  HOST_SECRET: 'h'.repeat(32),
};

function refusalOf(changes: SettingsInput): string[] {
  try {
    readSettings({ ...GOOD, ...changes }, 'campus-checkin');
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
}

describe('settings', () => {
  it('are read as a deployment writes them', () => {
    const settings = readSettings(
      { ...GOOD, PORT: '8080', HOST_ORIGINS: 'https://a.example, https://b.example' },
      'id',
    );
    expect(settings).to.deep.include({
      port: 8080,
      publicUrl: 'https://portal.example/checkin',
      basePath: '/checkin',
      frameOrigins: ['https://a.example', 'https://b.example'],
      timeZone: 'Asia/Shanghai',
    });
    expect(settings.host).to.deep.include({ issuer: 'https://portal.example', audience: 'id' });
  });

  const BAD: [name: keyof SettingsInput, value: string | undefined][] = [
    ['DATABASE_URL', undefined],
    ['DATABASE_URL', 'postgres://x/y'],
    ['DATABASE_URL', 'mysql://user:pa%ss@localhost/checkin'],
    ['DATABASE_URL', 'mysql://user:pa#ss@localhost/checkin'],
    ['DATABASE_URL', 'file:'],
    ['DATABASE_URL', 'mysql://user:pass@one/checkin,postgres://two/checkin'],
    ['PUBLIC_URL', undefined],
    ['PUBLIC_URL', 'nowhere at all'],
    ['PUBLIC_URL', 'http://portal.example'],
    ['PUBLIC_URL', 'https://portal.example/?a=b'],
    ['PUBLIC_URL', 'https://user:secret@portal.example'],
    ['PUBLIC_URL', 'https://portal.example/#here'],
    ['PUBLIC_URL', 'http://localhost.evil.example'],
    ['PUBLIC_URL', 'http://127.0.0.1.evil.example'],
    ['PORT', '70000'],
    ['PORT', 'http'],
    ['SESSION_SECRET', undefined],
    ['SESSION_SECRET', 's'.repeat(31)],
    ['DATA_KEYS', undefined],
    ['DATA_KEYS', KEY],
    ['DATA_KEYS', 'k1:c2hvcnQ='],
    ['DATA_KEYS', `k1:${KEY},k1:${KEY}`],
    ['DATA_KEYS', `k1:${KEY},`],
    ['DATA_KEYS', `k 1:${KEY}`],
    ['DATA_KEYS', `k1:${Buffer.alloc(33, 1).toString('base64')}`],
    ['DATA_KEYS', `k1:${Buffer.alloc(31, 1).toString('base64')}`],
    ['HOST_ISSUER', undefined],
    ['HOST_SECRET', 'weak'],
    ['HOST_JWKS_URL', 'ftp://portal.example/keys'],
    ['HOST_JWKS_URL', 'http://portal.example/keys'],
    ['HOST_NOTIFY_URL', 'http://portal.example/messages'],
    ['HOST_NOTIFY_URL', 'https://user:secret@portal.example/messages'],
    ['HOST_NOTIFY_URL', 'messages'],
    ['HOST_ORIGINS', 'https://portal.example/path'],
    ['HOST_ORIGINS', 'http://portal.example'],
    ['HOST_ORIGINS', '*'],
    ['HOST_ORIGINS', 'https://a.example, null'],
    ['TRUSTED_PROXIES', 'proxy.example'],
    ['TRUSTED_PROXIES', '10.0.0.0/0'],
    ['TRUSTED_PROXIES', '10.0.0.0/33'],
    ['TRUSTED_PROXIES', 'loopback, 10.0.0.0/8/8'],
    ['TIME_ZONE', 'UTC+8'],
    ['TIME_ZONE', '北京'],
    ['TIME_ZONE', 'Mars/Olympus'],
    ['LOG_LEVEL', 'loud'],
  ];
  for (const [name, value] of BAD)
    it(`name ${name} when it is ${value === undefined ? 'missing' : 'wrong or weak'}: ${value ?? ''}`, () => {
      const problems = refusalOf({ [name]: value });
      expect(problems.join('\n')).to.contain(name);
      if (value && value.length > 6) expect(problems.join('\n')).not.to.contain(value);
    });

  it('take a secret or published keys, never both, never none', () => {
    expect(refusalOf({ HOST_JWKS_URL: 'https://portal.example/keys' }).join()).to.contain('HOST_SECRET');
    expect(refusalOf({ HOST_SECRET: undefined }).join()).to.contain('HOST_JWKS_URL');
    expect(refusalOf({ HOST_SECRET: undefined, HOST_JWKS_URL: 'https://portal.example/keys' })).to.deep.equal([]);
  });

  const YIBAN = { YIBAN_APP_ID: 'a'.repeat(16), YIBAN_APP_SECRET: 'b'.repeat(32), YIBAN_SCHOOL_ID: '5370' };

  it('take Yiban as a host beside another, or alone', () => {
    expect(refusalOf(YIBAN)).to.deep.equal([]);
    const alone = { ...GOOD, ...YIBAN, HOST_ISSUER: undefined, HOST_SECRET: undefined };
    const { host, yiban } = readSettings(alone, 'campus-checkin');
    expect(host.keys).to.deep.equal({ none: true });
    expect(yiban).to.deep.include({ schoolId: '5370', appUrl: 'https://portal.example/checkin/yiban' });
    expect(readSettings(GOOD, 'campus-checkin').yiban).to.equal(undefined);
  });

  it('name what is missing or wrong of Yiban', () => {
    expect(refusalOf({ ...YIBAN, YIBAN_APP_ID: 'a'.repeat(15) }).join()).to.contain('YIBAN_APP_ID');
    expect(refusalOf({ ...YIBAN, YIBAN_APP_SECRET: 'b'.repeat(24) }).join()).to.contain('YIBAN_APP_SECRET');
    expect(refusalOf({ ...YIBAN, YIBAN_SCHOOL_ID: 'mine' }).join()).to.contain('YIBAN_SCHOOL_ID');
    expect(refusalOf({ ...YIBAN, YIBAN_API_URL: 'http://yiban.example' }).join()).to.contain('YIBAN_API_URL');
    expect(refusalOf({ YIBAN_APP_ID: YIBAN.YIBAN_APP_ID }).join())
      .to.contain('YIBAN_APP_SECRET')
      .and.contain('SCHOOL');
  });

  it('tell everything that is wrong at once', () => {
    expect(refusalOf({ SESSION_SECRET: 'x', DATA_KEYS: 'y', HOST_ISSUER: '' })).to.have.length(3);
  });

  it('take proxies by their addresses, networks or names', () => {
    expect(refusalOf({ TRUSTED_PROXIES: 'loopback, 10.0.0.5,192.168.0.0/16, fd00::/8' })).to.deep.equal([]);
  });

  it('allow plain http on loopback alone', () => {
    for (const address of ['http://localhost:3000', 'http://127.0.0.1:3000/x', 'http://[::1]:3000'])
      expect(refusalOf({ PUBLIC_URL: address })).to.deep.equal([]);
  });
});
