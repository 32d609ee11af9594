import { createCipheriv, createDecipheriv, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** A key of the setting `DATA_KEYS`. */
export interface DataKey {
  id: string;
  key: Buffer;
}

const IV_BYTES = 12;
const TAG_BYTES = 16;
/** Drawn for many texts at once, since each draw takes longer than sealing a short one. None is used twice. */
const ivs = { bytes: Buffer.alloc(0), used: 0 };

function nextIv(): Buffer {
  if (ivs.used === ivs.bytes.length) {
    ivs.bytes = randomBytes(512 * IV_BYTES);
    ivs.used = 0;
  }
  ivs.used += IV_BYTES;
  return ivs.bytes.subarray(ivs.used - IV_BYTES, ivs.used);
}

/** Without it a shorter tag, which is sooner guessed, would be taken as well. */
const FULL_TAG = { authTagLength: TAG_BYTES };

/**
 * Keeps what people answered unreadable to whoever holds only the database: AES-256-GCM, the first key writes, every
 * key reads. `context` names the row that a text belongs to, so that a ciphertext moved to another row does not open.
 */
export class Vault {
  private readonly keys: Map<string, Buffer>;
  private readonly writing: DataKey;

  constructor(keys: readonly DataKey[]) {
    const first = keys[0];
    if (!first) throw new Error('DATA_KEYS: at least one key is needed');
    this.writing = first;
    this.keys = new Map(keys.map(({ id, key }) => [id, key]));
  }

  /** The id of the key that writes. */
  get writingId(): string {
    return this.writing.id;
  }

  /** The ids of the keys that read, the one that writes among them. */
  get keyIds(): string[] {
    return [...this.keys.keys()];
  }

  /** The sealed form of a text: `keyId.base64(iv, ciphertext, tag)`. */
  seal(text: string, context: string): string {
    return `${this.writing.id}.${this.encrypt(Buffer.from(text), context).toString('base64')}`;
  }

  /** The text that was sealed under the same context. Throws when the key is not there or the text was altered. */
  open(sealed: string, context: string): string {
    const dot = sealed.indexOf('.');
    return this.decrypt(sealed.slice(0, dot), Buffer.from(sealed.slice(dot + 1), 'base64'), context).toString('utf8');
  }

  /** The sealed form of bytes, as bytes: the key's id and a dot, then iv, ciphertext and tag. */
  sealBytes(bytes: Uint8Array, context: string): Buffer {
    return Buffer.concat([Buffer.from(`${this.writing.id}.`), this.encrypt(bytes, context)]);
  }

  /** The bytes that {@link sealBytes} sealed under the same context. Throws as {@link open} does. */
  openBytes(sealed: Buffer, context: string): Buffer {
    const dot = sealed.indexOf('.');
    return this.decrypt(sealed.toString('latin1', 0, dot), sealed.subarray(dot + 1), context);
  }

  /** {@link seal} of a value as JSON. */
  sealJson(value: unknown, context: string): string {
    return this.seal(JSON.stringify(value), context);
  }

  /** {@link open} of what {@link sealJson} wrote. */
  openJson<T>(sealed: string, context: string): T {
    return JSON.parse(this.open(sealed, context)) as T;
  }

  private encrypt(bytes: Uint8Array, context: string): Buffer {
    const iv = nextIv();
    const cipher = createCipheriv('aes-256-gcm', this.writing.key, iv, FULL_TAG).setAAD(Buffer.from(context));
    return Buffer.concat([iv, cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
  }

  private decrypt(keyId: string, body: Buffer, context: string): Buffer {
    const key = this.keys.get(keyId);
    if (!key) throw new Error(`DATA_KEYS has no key "${keyId}", which this row was written with`);
    const iv = body.subarray(0, IV_BYTES);
    const decipher = createDecipheriv('aes-256-gcm', key, iv, FULL_TAG).setAAD(Buffer.from(context));
    decipher.setAuthTag(body.subarray(body.length - TAG_BYTES));
    const bytes = decipher.update(body.subarray(IV_BYTES, body.length - TAG_BYTES));
    // Of this cipher nothing comes at the end: it only says whether all of it is as it was sealed.
    decipher.final();
    return bytes;
  }
}

/** A keyed digest in base64url: for codes and marks that must be recognised again and never guessed. */
export function keyedDigest(secret: Buffer | string, ...parts: string[]): string {
  return createHmac('sha256', secret).update(JSON.stringify(parts)).digest('base64url');
}

/** Compares a secret of ours with what somebody gave, in a time that tells nothing of where they differ. */
export function isSame(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}
