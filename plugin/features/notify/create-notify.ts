import type { Clock } from '../../kernel/clock';
import type { Database } from '../../kernel/database';
import type { Log } from '../../kernel/log';
import type { Metrics } from '../../kernel/metrics';
import type { Settings } from '../../kernel/settings';
import type { Vault } from '../../kernel/vault';
import { createHostMessages, type SendMessage } from './host-messages';
import { ModuleKeys } from './module-keys';
import { createModuleTokens } from './module-token';

interface Parts {
  settings: Settings;
  /** The manifest's `id`. */
  moduleId: string;
  database: Database;
  vault: Vault;
  clock: Clock;
  log: Log;
  metrics: Metrics;
}

/** The module's way to call its host. */
export interface Notify {
  /** Nothing where the host publishes no keys of its own. */
  moduleKeys: ModuleKeys | undefined;
  /** Nothing where the host takes no messages. */
  sendMessage: SendMessage | undefined;
}

/** Builds what the settings allow: keys of our own for a host with published keys, messages where it names an address. */
export function createNotify({ settings: { host }, moduleId, ...parts }: Parts): Notify {
  const keys = new ModuleKeys(parts);
  const moduleKeys = 'jwksUrl' in host.keys ? keys : undefined;
  const signToken = createModuleTokens({ host, moduleId, keys, clock: parts.clock });
  const { notifyUrl } = host;
  const sendMessage = notifyUrl === undefined ? undefined : createHostMessages({ ...parts, notifyUrl, signToken });
  return { moduleKeys, sendMessage };
}
