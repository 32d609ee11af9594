/** Why a workbook cannot be read, in the words that its owner reads. */
export class Unreadable extends Error {
  constructor(
    message: string,
    /** The row that is to blame; 0 for the whole. */
    readonly row = 0,
  ) {
    super(message);
    this.name = 'Unreadable';
  }
}

/** A file that does not keep to its own format. */
export function broken(): Unreadable {
  return new Unreadable('文件已损坏，或不是 .xlsx 工作簿：请用 Excel 打开，另存为“Excel 工作簿（.xlsx）”再导入');
}

/** A file that is too much to be a roster, in what way. */
export function tooMuch(what: string): Unreadable {
  return new Unreadable(`${what}，不像是一份名单，没有读取`);
}
