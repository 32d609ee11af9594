import { readFileSync } from 'node:fs';
import { findRoot } from '../../kernel/root';
import type { HostSettings, Settings } from '../../kernel/settings';
import type { Schema } from '../../kernel/validation';

interface Placed {
  path: string;
  icon: string;
}

/** The manifest as the file has it: paths are relative to the module. */
export interface Manifest {
  $schema: string;
  id: string;
  version: string;
  name: string;
  description: string;
  icons: { src: string }[];
  launch: { path: string };
  entries: (Placed & { id: string; title: string })[];
  auth: { algorithms: string[] };
  health: { live: string; ready: string };
  api: string;
  dataPolicy: { notice: string } & Record<string, unknown>;
  baseUrl?: string;
}

/** The manifest of this module. */
export function readManifest(): Manifest {
  return JSON.parse(readFileSync(findRoot('manifest.json'), 'utf8')) as Manifest;
}

/** What a token may be signed with; nothing where Yiban is the only host, which signs none. */
function algorithmsOf({ keys }: HostSettings): string[] {
  if ('none' in keys) return [];
  return 'secret' in keys ? ['HS256'] : ['RS256', 'ES256'];
}

/** What a manifest is made of, unknown keys being an error: the file that the manifest of the package names. */
export function readManifestSchema(): Schema {
  return JSON.parse(readFileSync(findRoot('plugin/features/host/manifest.schema.json'), 'utf8')) as Schema;
}

/** The manifest with addresses in place of paths, and what this deployment accepts. */
export function serveManifest(manifest: Manifest, { publicUrl, host, helpContact }: Settings): Manifest {
  const at = (path: string) => `${publicUrl}/${path}`;
  const { launch, entries, icons, health, api, dataPolicy, auth } = manifest;
  return {
    ...manifest,
    $schema: at('manifest.schema.json'),
    baseUrl: publicUrl,
    icons: icons.map((icon) => ({ ...icon, src: at(icon.src) })),
    launch: { ...launch, path: at(launch.path) },
    entries: entries.map((entry) => ({ ...entry, path: at(entry.path), icon: at(entry.icon) })),
    auth: { ...auth, algorithms: algorithmsOf(host) },
    health: { live: at(health.live), ready: at(health.ready) },
    api: at(api),
    dataPolicy: {
      ...dataPolicy,
      notice: at(dataPolicy.notice),
      ...(helpContact === undefined ? {} : { contact: helpContact }),
    },
  };
}
