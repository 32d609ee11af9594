import type { Db, Tx } from '../../kernel/database';
import type { Caller } from '../../kernel/http';
import { Problem } from '../../kernel/problem';
import type { Vault } from '../../kernel/vault';
import { recordAudit } from '../audit';
import { listCampaigns } from '../campaign';
import { whatOf } from '../statistics';
import { type LinkedFile, readLink } from './link';
import { fileOf, findExport } from './read-model';
import { fileName } from './rules';
import type { Export, Format } from './schema';
import { filterWords } from './words';

/** Whoever has the link: it works without a session, so that nobody knows who it is. */
const LINK_HOLDER = { personNo: '-', name: '下载链接' };

const TYPES: Record<Format, string> = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  csv: 'text/csv; charset=utf-8; header=present',
};

/** The file of a link: 403 where the link was altered, 410 where the file's time is over or it was deleted. */
export async function findLinkedFile(db: Db, secret: string, path: string, now: number): Promise<Export> {
  const linked: LinkedFile = readLink(secret, path);
  const found = now < linked.expiresAt ? await findExport(db, linked.id, now) : undefined;
  if (found?.state !== 'ready')
    throw new Problem('gone', { detail: '下载链接已过期，或者文件已被删除。请到“导出”页重新导出' });
  return found;
}

/** Leaves the record that a link was used: whose file, of what, and by whom where a session tells. */
export async function recordUse(tx: Tx, file: Export, { visitor, now }: { visitor: Caller | undefined; now: number }) {
  const campaign = (await listCampaigns(tx)).find(({ id }) => id === file.campaignId);
  await recordAudit(tx, {
    actor: visitor ?? LINK_HOLDER,
    action: 'export.download',
    at: now,
    campaign: campaign?.code,
    people: file.people ?? 0,
    about: file.auditId ?? undefined,
    detail: { filter: filterWords(file.filter), owner: `${file.owner.name} ${file.owner.personNo}`, export: file.id },
  });
}

/** The file as an attachment that is saved under a name that says what it is. */
export async function attachment(db: Db, vault: Vault, file: Export) {
  const campaign = (await listCampaigns(db)).find(({ id }) => id === file.campaignId);
  const { code = 'export', title = '导出' } = campaign ?? {};
  const { full, plain } = fileName({ code, title }, whatOf(file.filter), file.filter, file.format);
  return {
    stream: fileOf(db, vault, file),
    type: TYPES[file.format],
    length: file.size ?? 0,
    headers: { 'Content-Disposition': `attachment; filename="${plain}"; filename*=UTF-8''${encoded(full)}` },
  };
}

/** As RFC 8187 has it, which leaves fewer signs as they are than an address does. */
function encoded(name: string): string {
  return encodeURIComponent(name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}
