import { readlinkSync } from 'node:fs';
import { setPriority } from 'node:os';
import { basename } from 'node:path';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { type DataKey, Vault } from '../../../kernel/vault';
import { CellMaker } from './cells';
import { Chunks } from './chunks';
import { CsvWriter } from './csv';
import type { SheetPage, SheetPlan } from './plan';
import { XlsxWriter } from './xlsx';

/** What the thread begins with. */
export interface Begun {
  exportId: string;
  plan: SheetPlan;
  keys: DataKey[];
}

/** What the thread is told: a page more, or that there are no more. */
export type Told = { page: SheetPage } | { end: true };

/** What it answers each time: the sealed parts that were filled meanwhile, and the bytes of the file so far. */
export interface Answered {
  chunks: Uint8Array[];
  size: number;
}

/** Makes a file of pages, one after the other, and answers each. */
function work(port: MessagePort, { exportId, plan, keys }: Begun): void {
  // What arrives is a plain array of bytes.
  const vault = new Vault(keys.map(({ id, key }) => ({ id, key: Buffer.from(key) })));
  const chunks = new Chunks(vault, exportId);
  const Writer = plan.format === 'csv' ? CsvWriter : XlsxWriter;
  const writer = new Writer(plan, (bytes) => chunks.push(bytes));
  const cells = new CellMaker(plan, vault);
  const answer = (): void => port.postMessage({ chunks: chunks.take(), size: chunks.size } satisfies Answered);
  const take = async (told: Told): Promise<void> => {
    if ('page' in told) await writer.rows(cells.rowsOf(told.page));
    else {
      await writer.end();
      chunks.end();
    }
    answer();
  };
  let before = writer.begin();
  port.on('message', (told: Told) => {
    before = before.then(() => take(told));
  });
}

/** Of the scale from -20 to 19: what people wait for comes first. */
const PATIENT = 5;

/** Lets everything else of the process go first. Linux alone knows the priority of a thread; elsewhere all are equal. */
function standBack(): void {
  try {
    setPriority(Number(basename(readlinkSync('/proc/thread-self'))), PATIENT);
  } catch {
    // Not Linux, or not allowed.
  }
}

if (parentPort) {
  standBack();
  work(parentPort, workerData as Begun);
}
