import { readFileSync } from 'node:fs';
import type { Database } from '../../kernel/database';
import { type GuardedOperation, type Operation, reads } from '../../kernel/http';
import type { Metrics } from '../../kernel/metrics';
import { pendingMigrations } from '../../kernel/migrate';
import { describeApi } from '../../kernel/openapi';
import { Problem } from '../../kernel/problem';
import { findRoot } from '../../kernel/root';
import type { Settings } from '../../kernel/settings';
import { type Manifest, readManifestSchema, serveManifest } from './manifest';

interface Parts {
  manifest: Manifest;
  settings: Settings;
  database: Database;
  metrics: Metrics;
  /** All operations of the module, these included; asked for when the document is first wanted. */
  operations(): GuardedOperation[];
}

const OBJECT = { type: 'object' } as const;
const STATUS = { type: 'object', required: ['status'], properties: { status: { type: 'string' } } } as const;
const README = 'https://spec.openapis.org/oas/v3.1.0';

/** What a host and its watchmen read: who the module is, what it can do, how it is. */
export function hostRoutes({ manifest, settings, database, metrics, operations }: Parts): Operation[] {
  let document: Buffer | undefined;
  let migrated = false;
  const schema = readManifestSchema();
  const icon = readFileSync(findRoot('templates/assets/icon.svg'), 'utf8');
  return [
    reads({
      id: 'getManifest',
      method: 'get',
      path: '/manifest.json',
      summary: 'Who the module is and how it is launched',
      answers: { 200: { description: 'the manifest, with addresses', schema } },
      handle: async () => ({ json: serveManifest(manifest, settings) }),
    }),
    reads({
      id: 'getManifestSchema',
      method: 'get',
      path: '/manifest.schema.json',
      summary: 'What a manifest is made of',
      answers: { 200: { description: 'a JSON Schema', schema: OBJECT } },
      handle: async () => ({ json: schema }),
    }),
    reads({
      id: 'getIcon',
      method: 'get',
      path: '/icon.svg',
      summary: "The module's icon",
      answers: { 200: { description: 'a picture' } },
      handle: async () => ({ text: icon, type: 'image/svg+xml' }),
    }),
    reads({
      id: 'getOpenApi',
      method: 'get',
      path: '/openapi.json',
      summary: 'This document',
      answers: { 200: { description: `an OpenAPI 3.1 document (${README})`, schema: OBJECT } },
      async handle() {
        const { name: title, version, description } = manifest;
        const { publicUrl } = settings;
        document ??= Buffer.from(JSON.stringify(describeApi(operations(), { title, version, description, publicUrl })));
        return { text: document, type: 'application/json; charset=utf-8' };
      },
    }),
    reads({
      id: 'getHealth',
      method: 'get',
      path: '/healthz',
      summary: 'The process is up',
      answers: { 200: { description: 'up', schema: STATUS } },
      handle: async () => ({ json: { status: 'up' } }),
    }),
    reads({
      id: 'getReadiness',
      method: 'get',
      path: '/readyz',
      summary: 'The database is reachable and migrated',
      answers: { 200: { description: 'ready', schema: STATUS } },
      async handle({ db }) {
        if (!migrated) migrated = (await pendingMigrations(database)).length === 0;
        else await db.raw('select 1');
        if (!migrated) throw new Problem('unavailable', { detail: '数据库结构还没有更新' });
        return { json: { status: 'ready' } };
      },
    }),
    reads({
      id: 'getMetrics',
      method: 'get',
      path: '/metrics',
      summary: 'Counters for Prometheus',
      answers: { 200: { description: 'text in the Prometheus format' } },
      handle: async () => ({ text: await metrics.registry.metrics(), type: metrics.registry.contentType }),
    }),
  ];
}
