import { readCsv } from './read-csv';
import { RosterRefused, refused } from './refusal';
import type { RosterFile, RowError, Sheet } from './schema';
import { readInThread } from './workbook/read-in-thread';

const LARGEST = 64 * 1024 * 1024;
const ZIP = Buffer.from('PK\x03\x04');
/** What both the old .xls and an encrypted .xlsx are wrapped in. */
const COMPOUND = Buffer.from('d0cf11e0a1b11ae1', 'hex');
const ENCRYPTED = Buffer.from('EncryptedPackage', 'utf16le');

/**
 * The sheets of all files, a piece at a time. Throws {@link RosterRefused} at the end with all files that cannot be read:
 * without them no row can be judged.
 */
export async function* readFiles(files: readonly RosterFile[]): AsyncGenerator<Sheet> {
  const errors: RowError[] = files.length > 0 ? [] : [{ file: '名单', row: 0, message: '没有给出文件' }];
  for (const file of files) {
    try {
      yield* readFile(file);
    } catch (error) {
      if (!(error instanceof RosterRefused)) throw error;
      errors.push(...error.errors);
    }
  }
  if (errors.length > 0) throw new RosterRefused(errors);
}

/**
 * The sheets of a roster file: one of a CSV file; 学生, 教职工 or both of a workbook (.xlsx), which is read in a thread of
 * its own. Throws {@link RosterRefused} when the file cannot be read as a whole.
 */
function readFile(file: RosterFile): AsyncGenerator<Sheet> {
  const { name, content } = file;
  if (content.length > LARGEST) throw refused(name, 0, '文件超过 64 MB');
  if (content.length === 0) throw refused(name, 0, '文件是空的');
  if (startsWith(content, COMPOUND)) throw refused(name, 0, whyCompound(content));
  return startsWith(content, ZIP) ? readInThread(file) : readCsv(file);
}

function startsWith(content: Buffer, mark: Buffer): boolean {
  return content.subarray(0, mark.length).equals(mark);
}

function whyCompound(content: Buffer): string {
  if (content.includes(ENCRYPTED)) return '工作簿加了密码：请取消密码后另存，再导入';
  return '这是旧格式的 Excel 文件（.xls）：请另存为“Excel 工作簿（.xlsx）”再导入';
}
