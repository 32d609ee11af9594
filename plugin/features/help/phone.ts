/** What a browser says of the phone that it runs on; empty where it says nothing. */
export interface Phone {
  model: string;
  system: string;
}

const LONGEST = 1000;

/** Reads a `User-Agent`. Browsers that hide the model (`Android 10; K`) leave it empty for their owner to fill in. */
export function phoneOf(userAgent: string | undefined): Phone {
  const text = (userAgent ?? '').slice(0, LONGEST);
  const [, inside = ''] = /\(([^()]{1,300})\)/.exec(text) ?? [];
  const parts = inside.split(';').map((part) => part.trim());
  const system = parts.map(systemOf).find(Boolean) ?? (parts[0] === 'X11' ? 'Linux' : '');
  return { model: modelOf(parts, system).slice(0, 80), system: system.slice(0, 80) };
}

function systemOf(part: string): string {
  const [, ios] = /\bOS (\d+(?:_\d+)*) like Mac OS X/.exec(part) ?? [];
  if (ios) return `iOS ${ios.replaceAll('_', '.')}`;
  const [android] = /^(?:Android|HarmonyOS|OpenHarmony)\b[\d. ]*/.exec(part) ?? [];
  if (android) return android.trim();
  const [, windows] = /^Windows NT ([\d.]+)/.exec(part) ?? [];
  if (windows) return windows === '10.0' ? 'Windows 10 或 11' : `Windows NT ${windows}`;
  const [, mac] = /Mac OS X (\d+(?:[._]\d+)*)/.exec(part) ?? [];
  return mac ? `macOS ${mac.replaceAll('_', '.')}` : '';
}

const NO_MODEL =
  /^(?:|K|U|wv|Linux.*|Mobile|Tablet|Android.*|HarmonyOS.*|OpenHarmony.*|[a-z]{2}(?:-[a-zA-Z]{2})?|rv:.*|HMSCore.*)$/;

function modelOf(parts: readonly string[], system: string): string {
  if (system.startsWith('iOS')) return parts.find((part) => /^(?:iPhone|iPad|iPod)/.test(part)) ?? '';
  if (/^(?:Windows|macOS|Linux)/.test(system)) return '电脑';
  const found = parts.find((part) => !NO_MODEL.test(part)) ?? '';
  return (found.split(/ ?Build\//)[0] ?? '').trim();
}
