import { Problem } from '../../kernel/problem';
import { isSame, keyedDigest } from '../../kernel/vault';

/** A file, and until when its link holds, in milliseconds. */
export interface LinkedFile {
  id: string;
  expiresAt: number;
}

const PATTERN = /^([0-9a-f]{24})\.([0-9a-z]{1,11})\.([\w-]{43})$/;

function signatureOf(secret: string, id: string, expiry: string): string {
  return keyedDigest(secret, 'export-link', id, expiry);
}

/** The path of a file for whoever has it, until the file expires: signed, so that nobody makes or alters one. */
export function linkPath(secret: string, { id, expiresAt }: LinkedFile): string {
  const expiry = expiresAt.toString(36);
  return `/files/${id}.${expiry}.${signatureOf(secret, id, expiry)}`;
}

/** The file of a path that {@link linkPath} made. Throws 403 where a single sign is another, or one more. */
export function readLink(secret: string, path: string): LinkedFile {
  const [, id, expiry, signature] = PATTERN.exec(path.replace(/^\/files\//, '')) ?? [];
  if (id && expiry && signature && isSame(signature, signatureOf(secret, id, expiry)))
    return { id, expiresAt: Number.parseInt(expiry, 36) };
  throw new Problem('bad-link', { detail: '请回到“导出”页重新复制下载链接，粘贴时不要多字、少字' });
}
