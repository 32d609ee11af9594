import { expect } from 'chai';
import { networkOf } from '../../plugin/features/help/address';
import { phoneOf } from '../../plugin/features/help/phone';

const PHONES: [userAgent: string, model: string, system: string][] = [
  ['Mozilla/5.0 (Linux; Android 10; ELS-AN00 Build/HUAWEIELS-AN00; wv) AppleWebKit/537.36', 'ELS-AN00', 'Android 10'],
  [
    'Mozilla/5.0 (Linux; U; Android 8.1.0; zh-cn; MI 8 Build/OPM1.171019.026) AppleWebKit/537.36',
    'MI 8',
    'Android 8.1.0',
  ],
  ['Mozilla/5.0 (Linux; Android 12; HarmonyOS; NOH-AN01; HMSCore 6.7) AppleWebKit/537.36', 'NOH-AN01', 'Android 12'],
  ['Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/120.0.0.0 Mobile Safari/537.36', '', 'Android 10'],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 14_4 like Mac OS X) AppleWebKit/605.1.15', 'iPhone', 'iOS 14.4'],
  ['Mozilla/5.0 (iPad; CPU OS 13_3_1 like Mac OS X) AppleWebKit/605.1.15', 'iPad', 'iOS 13.3.1'],
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36', '电脑', 'Windows 10 或 11'],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36', '电脑', 'macOS 10.15.7'],
  ['Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36', '电脑', 'Linux'],
  ['curl/8.5.0', '', ''],
  ['', '', ''],
  [`(${'('.repeat(50_000)}`, '', ''],
  [`Mozilla/5.0 (Linux; Android 9; ${'长'.repeat(200)})`, '长'.repeat(80), 'Android 9'],
];

describe('a phone', () => {
  for (const [userAgent, model, system] of PHONES)
    it(`is known by “${userAgent.slice(0, 70)}”`, () => {
      expect(phoneOf(userAgent)).to.deep.equal({ model, system });
    });
});

describe('an address', () => {
  it('counts by itself, of the longer kind by its network', () => {
    const networks: [string, string][] = [
      ['192.0.2.7', '192.0.2.7'],
      ['::ffff:192.0.2.7', '192.0.2.7'],
      ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
      ['2001:0DB8:1:2:ffff::', '2001:db8:1:2::/64'],
      ['2001:db8::1', '2001:db8:0:0::/64'],
      ['::1', '0:0:0:0::/64'],
      ['fe80::1%eth0', 'fe80:0:0:0::/64'],
      ['', ''],
    ];
    for (const [address, network] of networks) expect(networkOf(address), address).to.equal(network);
  });
});
