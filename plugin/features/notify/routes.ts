import { type Operation, reads } from '../../kernel/http';
import type { ModuleKeys } from './module-keys';

const KEY_SET = {
  type: 'object',
  required: ['keys'],
  properties: { keys: { type: 'array', items: { type: 'object' } } },
} as const;

/** Shorter than a key is published before it signs. */
const KEPT = { 'Cache-Control': 'public, max-age=300' };

/** The module's public keys; none where it shares a secret with the host. */
export function notifyRoutes({ moduleKeys }: { moduleKeys: ModuleKeys | undefined }): Operation[] {
  return [
    reads({
      id: 'getModuleKeys',
      method: 'get',
      path: '/jwks.json',
      summary: "The keys by which a host knows the module's own calls",
      answers: { 200: { description: 'a JSON Web Key Set; empty where a secret is shared', schema: KEY_SET } },
      handle: async () => ({ json: (await moduleKeys?.publicSet()) ?? { keys: [] }, headers: KEPT }),
    }),
  ];
}
