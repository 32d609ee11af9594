import type { Value } from './plan';

/** Takes the bytes of a file as they come to be. */
export type Output = (bytes: Buffer) => void;

/** Writes a file: headings, rows as they come, the end. Each step is done when its bytes are on their way. */
export interface FileWriter {
  begin(): Promise<void>;
  rows(rows: readonly Value[][]): Promise<void>;
  /** Done when the last byte is out. */
  end(): Promise<void>;
}
