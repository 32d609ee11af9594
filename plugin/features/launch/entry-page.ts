import type { Operation, ReadContext, Reply } from '../../kernel/http';
import type { Settings } from '../../kernel/settings';
import { createHandoff, findHandoff, type Handoff, takeHandoff } from './store';

/**
 * Makes a page an entry: opened in a frame right after a launch, its address carries a single-use code. Where the frame
 * kept the cookie, the code is dropped; where it did not, the page offers one button that opens the entry at top level.
 */
export function asEntry(page: Operation, { basePath }: Settings): Operation {
  return {
    ...page,
    async beforeAdmission(context, begin) {
      const { handoff } = queryOf(context);
      if (handoff === undefined) return undefined;
      const inside: Reply = { redirect: basePath + page.path };
      if (!(await findHandoff(context.db, handoff, context.now))) return inside;
      return begin(async (tx) => {
        const taken = await takeHandoff(tx, handoff, context.now);
        // A cookie that was there before may be somebody else's, on a machine that people share.
        const kept = context.visitor?.personNo === taken?.personNo;
        return !taken || kept ? inside : wayOut(await createHandoff(tx, taken, context.now), taken);
      });
    },
  };
}

function queryOf(context: ReadContext): { handoff?: string } {
  return context.query as { handoff?: string };
}

function wayOut(code: string, { entry }: Handoff): Reply {
  return { view: 'launch/open-at-top', model: { code, entry } };
}
