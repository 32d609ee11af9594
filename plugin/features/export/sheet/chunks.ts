import type { Vault } from '../../../kernel/vault';

/** Of the file, in bytes; a little more when sealed. */
const CHUNK = 512 * 1024;

/** Names the row that a sealed part of a file belongs to. */
export function chunkContext(exportId: string, sequence: number): string {
  return `export/${exportId}/${sequence}`;
}

/** Gathers bytes into parts of one size, the last one smaller, and seals each. */
export class Chunks {
  /** Bytes so far. */
  size = 0;
  private gathered: Buffer[] = [];
  private length = 0;
  private sealed: Buffer[] = [];
  private sequence = 0;

  constructor(
    private readonly vault: Vault,
    private readonly exportId: string,
  ) {}

  push(bytes: Buffer): void {
    this.size += bytes.length;
    let rest = bytes;
    while (this.length + rest.length >= CHUNK) {
      const room = CHUNK - this.length;
      this.gather(rest.subarray(0, room));
      this.seal();
      rest = rest.subarray(room);
    }
    this.gather(rest);
  }

  /** The parts that were filled since it was last asked for them. */
  take(): Buffer[] {
    const taken = this.sealed;
    this.sealed = [];
    return taken;
  }

  end(): void {
    if (this.length > 0) this.seal();
  }

  private gather(bytes: Buffer): void {
    this.gathered.push(bytes);
    this.length += bytes.length;
  }

  private seal(): void {
    this.sealed.push(this.vault.sealBytes(Buffer.concat(this.gathered), chunkContext(this.exportId, this.sequence)));
    this.sequence += 1;
    this.gathered = [];
    this.length = 0;
  }
}
