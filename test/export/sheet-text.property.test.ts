import { expect } from 'chai';
import fc from 'fast-check';
import { cleaned, toXml } from '../../plugin/features/export/sheet/text';
import { readWholeXml } from '../../plugin/features/roster/workbook/xml';

/** Any signs, halves of characters among them, and those that XML or a workbook means something by. */
const sign = fc.oneof(
  fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
  fc.integer({ min: 0x10000, max: 0x10ffff }).map((code) => String.fromCodePoint(code)),
  fc.constantFrom(
    '_',
    '_x',
    '_x0041_',
    '_x005F_',
    '&',
    '<',
    '>',
    ']]>',
    '\r',
    '\n',
    '\r\n',
    '\t',
    '\0',
    '\x7f',
    '\x85',
  ),
);

async function* once(text: string): AsyncGenerator<string> {
  yield text;
}

/** What a spreadsheet makes of the content of an element. */
async function asRead(xml: string): Promise<string> {
  let read = '';
  await readWholeXml(once(`<t>${xml}</t>`), {
    open: () => {},
    text: (text) => {
      read += text;
    },
  });
  return read.replace(/_x([\da-f]{4})_/gi, (_, code) => String.fromCharCode(Number.parseInt(code, 16)));
}

describe('any text in a cell', () => {
  it('is read as it was typed, but for what no file can hold', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(sign, { maxLength: 30 }), async (signs) => {
        const text = signs.join('');
        expect(await asRead(toXml(text))).to.equal(cleaned(text));
      }),
      { numRuns: 500 },
    );
  });
});
