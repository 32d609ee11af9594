import { expect } from 'chai';
import { LONGEST_CELL, toXml } from '../../plugin/features/export/sheet/text';

describe('a text in a cell', () => {
  it('is cut where a cell ends, never in the middle of a character, and says that it was', () => {
    const [plain, wide] = [toXml('文'.repeat(100_000)), toXml(`a${'😀'.repeat(50_000)}`)];
    expect(plain).to.have.length(LONGEST_CELL);
    expect(wide.length).to.be.within(LONGEST_CELL - 1, LONGEST_CELL);
    for (const text of [plain, wide]) expect(text.endsWith('…')).to.equal(true);
    expect(wide).not.to.match(/\p{Cs}/u);
    expect(toXml('字'.repeat(LONGEST_CELL))).to.equal('字'.repeat(LONGEST_CELL));
  });

  it('has nothing in it that XML cannot hold', () => {
    expect(toXml('a\0b\x08c\x1Fd\x7Fe\uFFFFf\uD83Dg\uDE00h')).to.equal('abcdefgh');
    expect(toXml('tab\tline\rline\r\nline')).to.equal('tab\tline\nline\nline');
    expect(toXml('<b>&amp;_x000A_ _x_ _xZZZZ_')).to.equal('&lt;b&gt;&amp;amp;_x005F_x000A_ _x_ _xZZZZ_');
  });
});
