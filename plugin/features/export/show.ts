import { toInstant } from '../../kernel/clock';
import type { Settings } from '../../kernel/settings';
import { linkPath } from './link';
import type { Export } from './schema';

/** The address under which anybody who has it fetches the file; nothing while there is none. */
export function downloadUrl({ sessionSecret, publicUrl }: Settings, { id, state, expiresAt }: Export): string | null {
  if (state !== 'ready' || expiresAt === null) return null;
  return publicUrl + linkPath(sessionSecret, { id, expiresAt });
}

/** An export as the API answers it. */
export function showExport(settings: Settings, one: Export) {
  const { id, state, format, rowsDone, rowsTotal, size, reason, createdAt, expiresAt } = one;
  return {
    id,
    state,
    format,
    rowsDone,
    rowsTotal,
    size,
    reason,
    createdAt: toInstant(createdAt),
    downloadUrl: downloadUrl(settings, one),
    expiresAt: expiresAt === null ? null : toInstant(expiresAt),
  };
}
