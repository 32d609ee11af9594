import type { JsonWebKey } from 'node:crypto';
import type { Db, Tx } from '../../kernel/database';
import type { Vault } from '../../kernel/vault';

/** A key pair of the module. */
export interface ModuleKey {
  sequence: number;
  kid: string;
  publicKey: JsonWebKey;
  /** The private half, PKCS #8 in PEM, sealed. */
  sealed: string;
  /** Milliseconds. */
  madeAt: number;
}

interface Row {
  sequence: number;
  kid: string;
  public_key: string;
  sealed: string;
  made_at: number | string;
}

const TABLE = 'checkin_module_key';

/** Names the row that a sealed private half belongs to. */
export const contextOf = (sequence: number): string => `module-key/${sequence}`;

/** All key pairs, the oldest first. */
export async function listKeys(db: Db): Promise<ModuleKey[]> {
  const rows = await db<Row>(TABLE).orderBy('sequence');
  return rows.map(({ sequence, kid, public_key, sealed, made_at }) => {
    return { sequence, kid, publicKey: JSON.parse(public_key) as JsonWebKey, sealed, madeAt: Number(made_at) };
  });
}

/** Keeps a key pair. Throws a duplicate error when another instance has made the key of this number. */
export async function insertKey(
  tx: Tx,
  vault: Vault,
  { privatePem, ...key }: Omit<ModuleKey, 'sealed'> & { privatePem: string },
): Promise<void> {
  await tx<Row>(TABLE).insert({
    sequence: key.sequence,
    kid: key.kid,
    public_key: JSON.stringify(key.publicKey),
    sealed: vault.seal(privatePem, contextOf(key.sequence)),
    made_at: key.madeAt,
  });
}

/** The private half of a key pair, in PEM; nothing where the data key that sealed it is gone. */
export function openKey(vault: Vault, { sequence, sealed }: ModuleKey): string | undefined {
  try {
    return vault.open(sealed, contextOf(sequence));
  } catch {
    return undefined;
  }
}

/** Forgets key pairs. */
export async function deleteKeys(tx: Tx, sequences: readonly number[]): Promise<void> {
  await tx(TABLE)
    .whereIn('sequence', [...sequences])
    .delete();
}
