import { expect } from 'chai';
import { displayOf } from '../../plugin/features/roster/workbook/number-format';

describe('the format of a number in a workbook', () => {
  for (const [shown, codes] of [
    ['plain', ['General', 'G/通用格式', '0', '@', '#,##0', '0_ ', '0_);[Red]\\(0\\)', '0.00E+00', '[Red]0', '0;"负"0']],
    ['date', ['yyyy-mm-dd', 'yyyy"年"m"月"d"日"', '[$-804]aaaa', '[h]:mm', 'mm:ss', 'm/d/yy h:mm', '[$-F800]dddd']],
    ['otherwise', ['0"级"', '"航修"0', '0%', '000-0000', '[$¥-804]#,##0', '0\\班']],
  ] as const) {
    for (const code of codes) it(`${code} shows it ${shown}`, () => expect(displayOf(176, code)).to.equal(shown));
  }

  it('of zeros alone shows as many digits', () => {
    expect(displayOf(176, '000000')).to.deep.equal({ digits: 6 });
    expect(displayOf(176, '00000_ ')).to.deep.equal({ digits: 5 });
  });

  it('may be one that every program knows', () => {
    const shown = [0, 1, 4, 11, 49, 9, 14, 22, 31, 46, 57].map((id) => displayOf(id));
    const [plain, dates] = [Array(5).fill('plain'), Array(5).fill('date')];
    expect(shown).to.deep.equal([...plain, 'otherwise', ...dates]);
    expect(displayOf(14, '0')).to.equal('plain');
  });
});
