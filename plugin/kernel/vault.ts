import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';

/** A key of the setting `DATA_KEYS`. */
export interface DataKey {
  id: string;
  key: Buffer;
}

const IV_BYTES = 12;
const TAG_BYTES = 16;
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

  /** The sealed form of a text: `keyId.base64(iv, ciphertext, tag)`. */
  seal(text: string, context: string): string {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.writing.key, iv, FULL_TAG).setAAD(Buffer.from(context));
    const body = Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return `${this.writing.id}.${body.toString('base64')}`;
  }

  /** The text that was sealed under the same context. Throws when the key is not there or the text was altered. */
  open(sealed: string, context: string): string {
    const dot = sealed.indexOf('.');
    const id = sealed.slice(0, dot);
    const key = this.keys.get(id);
    if (!key) throw new Error(`DATA_KEYS has no key "${id}", which this row was written with`);
    const body = Buffer.from(sealed.slice(dot + 1), 'base64');
    const iv = body.subarray(0, IV_BYTES);
    const decipher = createDecipheriv('aes-256-gcm', key, iv, FULL_TAG).setAAD(Buffer.from(context));
    decipher.setAuthTag(body.subarray(body.length - TAG_BYTES));
    return (
      decipher.update(body.subarray(IV_BYTES, body.length - TAG_BYTES), undefined, 'utf8') + decipher.final('utf8')
    );
  }

  /** {@link seal} of a value as JSON. */
  sealJson(value: unknown, context: string): string {
    return this.seal(JSON.stringify(value), context);
  }

  /** {@link open} of what {@link sealJson} wrote. */
  openJson<T>(sealed: string, context: string): T {
    return JSON.parse(this.open(sealed, context)) as T;
  }
}

/** A keyed digest in base64url: for codes and marks that must be recognised again and never guessed. */
export function keyedDigest(secret: Buffer | string, ...parts: string[]): string {
  return createHmac('sha256', secret).update(JSON.stringify(parts)).digest('base64url');
}
