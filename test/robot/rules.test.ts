import { expect } from 'chai';
import fc from 'fast-check';
import { readAddress } from '../../plugin/features/robot/address-rules';
import { takeTurn } from '../../plugin/features/robot/pace-rules';
import { PROTOCOLS } from '../../plugin/features/robot/protocol-rules';
import { ROBOT_KINDS } from '../../plugin/features/robot/schema';
import { splitText } from '../../plugin/features/robot/split-rules';

const WECOM = 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7aac-4bc4-97a0-0ec2sifa5aaa';
const DINGTALK = `https://oapi.dingtalk.com/robot/send?access_token=${'0123abcd'.repeat(8)}`;
const FEISHU = 'https://open.feishu.cn/open-apis/bot/v2/hook/0123abcd-0123-0123-0123-0123456789ab';

describe("a robot's address", () => {
  it('tells which program it belongs to, and loses what was pasted along', () => {
    expect(readAddress(` ${WECOM}\n`, undefined)).to.deep.equal({ kind: 'wecom', address: WECOM, hint: '5aaa' });
    const pasted = `${DINGTALK}&timestamp=1&sign=abc`;
    expect(readAddress(pasted, undefined)).to.deep.equal({ kind: 'dingtalk', address: DINGTALK, hint: 'abcd' });
    expect(readAddress(FEISHU, undefined)).to.deep.equal({ kind: 'feishu', address: FEISHU, hint: '89ab' });
  });

  it('leads to the programs’ own servers and nowhere else', () => {
    const elsewhere = [
      '',
      'key',
      WECOM.replace('https:', 'http:'),
      WECOM.replace('qyapi.weixin.qq.com', '127.0.0.1'),
      WECOM.replace('qyapi.weixin.qq.com', 'qyapi.weixin.qq.com.evil.example'),
      WECOM.replace('qyapi.weixin.qq.com', 'qyapi.weixin.qq.com:8443'),
      WECOM.replace('https://', 'https://user:pass@'),
      WECOM.replace('qyapi.weixin.qq.com', 'oapi.dingtalk.com'),
      WECOM.replace('/cgi-bin/webhook/send', '/cgi-bin/webhook/../admin'),
      'https://qyapi.weixin.qq.com/cgi-bin/webhook/send',
      'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=x',
      'https://open.feishu.cn/open-apis/bot/v2/hook/',
      `${FEISHU}/more`,
      `${WECOM}${'x'.repeat(500)}`,
      'http://169.254.169.254/latest/meta-data',
      'file:///etc/passwd',
    ];
    for (const address of elsewhere) expect(readAddress(address, undefined), address).to.equal(undefined);
  });

  it('leads to the origins that a deployment names, and then to no other', () => {
    const own = ['http://127.0.0.1:4000'];
    const here = WECOM.replace('https://qyapi.weixin.qq.com', 'http://127.0.0.1:4000');
    expect(readAddress(here, own)?.kind).to.equal('wecom');
    expect(readAddress(WECOM, own)).to.equal(undefined);
  });
});

describe('a text for a robot', () => {
  it('is one message where it fits, to the byte', () => {
    const exact = `${'汉'.repeat(682)}ab`;
    expect(Buffer.byteLength(exact)).to.equal(2_048);
    expect(splitText('wecom', exact)).to.deep.equal([exact]);
    expect(splitText('wecom', `${exact}c`)).to.have.length(2);
    expect(splitText('feishu', exact)).to.have.length(1);
  });

  it('is broken at line ends, each part numbered', () => {
    const lines = Array.from({ length: 60 }, (_, index) => `${index} 班（8人）：${'王小明、'.repeat(8)}`);
    const parts = splitText('wecom', lines.join('\n'));
    expect(parts.length).to.be.greaterThan(1);
    expect(parts[0]).to.match(/^（1\/\d）0 班/);
    const again = parts.map((part) => part.replace(/^（\d+\/\d+）/, '')).join('\n');
    expect(again).to.equal(lines.join('\n'));
  });

  it('is broken within a line that is too long, at a sign between names and never within a letter', () => {
    const names = '😀王小明、'.repeat(600);
    const parts = splitText('wecom', names);
    for (const part of parts.slice(0, -1)) expect(part).to.match(/、$/);
    expect(parts.join('')).not.to.contain('\ufffd');
    expect(parts.map((part) => part.replace(/^（\d+\/\d+）/, '')).join('')).to.equal(names);
  });

  it('calls nobody out, whatever is in it', () => {
    const [text] = splitText('feishu', '备注：<at user_id="all">所有人</at> <@all>');
    expect(text).not.to.contain('<');
  });

  it('is cut where it would flood the group, and says so', () => {
    const parts = splitText('wecom', '一行\n'.repeat(20_000));
    expect(parts).to.have.length(10);
    expect(parts.at(-1)).to.contain('内容太长');
  });

  it('keeps within the bytes of each program, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ROBOT_KINDS),
        fc.array(fc.string({ unit: 'grapheme', maxLength: 400 }), { maxLength: 120 }),
        (kind, lines) => {
          const { size, mostBytes, call } = PROTOCOLS[kind];
          for (const part of splitText(kind, lines.join('\n'))) {
            const { body } = call({ address: DINGTALK, secret: 'SEC' }, part, 1_600_000_000_000);
            const whole = Buffer.byteLength(JSON.stringify(body));
            if (size(part) > mostBytes || (kind !== 'wecom' && whole > 20_000)) return false;
          }
          return true;
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe("a robot's pace", () => {
  const PACE = [
    { calls: 3, ms: 60_000 },
    { calls: 2, ms: 1_000 },
  ];

  it('lets no span have more than its calls, and tells when the next one may come', () => {
    let made: number[] = [];
    const times: number[] = [];
    let now = 1_000_000;
    for (let index = 0; index < 7; index += 1) {
      const turn = takeTurn(PACE, made, now);
      if ('calls' in turn) {
        made = turn.calls;
        times.push(now - 1_000_000);
      } else now = turn.notBefore;
    }
    expect(times).to.deep.equal([0, 0, 1_000, 60_000, 60_000]);
  });

  it('is not held up by calls of a clock that was ahead', () => {
    expect(takeTurn(PACE, [9_000_000, 9_000_001, 9_000_002], 1_000_000)).to.deep.equal({ calls: [1_000_000] });
  });
});

describe("robots' signatures", () => {
  // Made with openssl dgst -sha256 -hmac, so that they are not ours alone.
  it('are those of the documentation', () => {
    const ding = PROTOCOLS.dingtalk.call({ address: DINGTALK, secret: 'SECtest' }, 'x', 1_599_360_473_000).address;
    expect(new URL(ding).searchParams.get('timestamp')).to.equal('1599360473000');
    expect(new URL(ding).searchParams.get('sign')).to.equal('9uMBwWNha8Pcr4QQCL9YQitwL0E0g2JIxycWz23gAkE=');
    const fei = PROTOCOLS.feishu.call({ address: FEISHU, secret: 'test' }, 'x', 1_599_360_473_999).body;
    expect(fei).to.deep.equal({
      timestamp: '1599360473',
      sign: 'NVcdmaRhTlOqmXksontxmKEP4AYWAMD5VOczwSqarks=',
      msg_type: 'text',
      content: { text: 'x' },
    });
  });
});
