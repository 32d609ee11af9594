import { type Operation, reads } from '../../kernel/http';
import type { Settings } from '../../kernel/settings';
import { type AuditQuery, actionOptions, describeRecord, toFilter } from './page';
import { listAudit } from './read-model';

const DATE = { type: 'string', pattern: '^(\\d{4}-\\d{2}-\\d{2})?$' } as const;
const TEXT = { type: 'string', maxLength: 64 } as const;
const PAGE = 50;

/** The audit trail, for the student-affairs office. */
export function auditPages({ settings }: { settings: Settings }): Operation[] {
  return [
    reads({
      id: 'showAudit',
      method: 'get',
      path: '/staff/admin/audit',
      summary: 'Who looked at or changed what, and when',
      kind: 'page',
      query: {
        type: 'object',
        properties: {
          actor: TEXT,
          action: TEXT,
          campaign: TEXT,
          subject: TEXT,
          from: DATE,
          to: DATE,
          cursor: { type: 'string', maxLength: 200 },
        },
      },
      answers: { 200: { description: 'a page' } },
      async handle({ db, query }) {
        const asked: AuditQuery = query;
        const { items, nextCursor } = await listAudit(db, toFilter(asked, settings.timeZone), {
          limit: PAGE,
          cursor: asked.cursor,
        });
        const { cursor: _, ...filter } = asked;
        const next = nextCursor && `?${new URLSearchParams({ ...given(filter), cursor: nextCursor })}`;
        const model = { records: items.map(describeRecord), filter, actions: actionOptions(filter.action), next };
        return { view: 'admin/audit', model };
      },
    }),
  ];
}

function given(filter: Omit<AuditQuery, 'cursor'>): Record<string, string> {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => Boolean(value)));
}
