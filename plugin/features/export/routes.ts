import { type Operation, reads } from '../../kernel/http';
import { getCampaign } from '../campaign';
import { createExport, demandScope, ownExport } from './create';
import { attachment, findLinkedFile, recordUse } from './download';
import { EXPORT_JOB } from './jobs';
import type { ExportParts } from './parts';
import { findExport } from './read-model';
import { EXPORT, EXPORT_REQUEST } from './schema';
import { showExport } from './show';

const CREATED = {
  type: 'object',
  required: ['id'],
  properties: { id: { type: 'string' } },
} as const;

/** Files of lists: asked for, looked after, fetched by a link. */
export function exportRoutes({ database, vault, settings, jobs }: ExportParts): Operation[] {
  return [
    reads({
      id: 'createExport',
      method: 'post',
      path: '/api/campaigns/:code/exports',
      summary: 'Asks for a file of the people behind a figure, over some days; it is made meanwhile',
      body: EXPORT_REQUEST,
      answers: { 202: { description: 'it will be made; `Location` tells how far it is', schema: CREATED } },
      async handle({ params, body, caller, now, today }) {
        const { format, ...filter } = body;
        const id = await database.transaction(async (tx) => {
          const campaign = await getCampaign(tx, params.code ?? '');
          return createExport(tx, { caller, campaign, filter, format, now, today });
        });
        jobs.wake(EXPORT_JOB);
        return { status: 202, headers: { Location: `${settings.basePath}/api/exports/${id}` }, json: { id } };
      },
    }),
    reads({
      id: 'getExport',
      method: 'get',
      path: '/api/exports/:id',
      summary: 'How far a file of mine is, and where it is to be fetched',
      answers: { 200: { description: 'the export; nobody but its owner sees it', schema: EXPORT } },
      async handle({ db, params, caller, now }) {
        demandScope(caller);
        return { json: showExport(settings, ownExport(caller, await findExport(db, params.id ?? '', now))) };
      },
    }),
    reads({
      id: 'downloadExport',
      method: 'get',
      path: '/files/:link',
      summary: 'The file of a signed link, for whoever has it, until it expires; 410 after, 403 where it was altered',
      kind: 'page',
      answers: { 200: { description: 'the file as an attachment' } },
      async handle({ db, request, visitor, now }) {
        const file = await findLinkedFile(db, settings.sessionSecret, request.url ?? '', now);
        if (request.method !== 'HEAD') await database.transaction((tx) => recordUse(tx, file, { visitor, now }));
        return attachment(db, vault, file);
      },
    }),
  ];
}
