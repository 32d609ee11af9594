import { type Checkin, compose } from './compose';
import { readManifest } from './features/host';
import { asClock, type ClockLike, systemClock } from './kernel/clock';
import { readSettings, type SettingsInput } from './kernel/settings';

export type { Checkin } from './compose';
export { SettingsError, type SettingsInput } from './kernel/settings';

/**
 * The module inside a host's own process: mount `router` under the path of `PUBLIC_URL`, call `jobs.tick()` every minute,
 * `close()` at the end. Settings have the names of the environment (README). Throws `SettingsError` naming what is
 * missing or weak. `clock` stands in for the machine's clock.
 */
export async function createCheckin(settings: SettingsInput, options: { clock?: ClockLike } = {}): Promise<Checkin> {
  const manifest = readManifest();
  const clock = options.clock ? asClock(options.clock) : systemClock;
  return compose(readSettings(settings, manifest.id), manifest, clock);
}
