import type { IncomingMessage, ServerResponse } from 'node:http';
import helmet from 'helmet';
import type { Settings } from '../settings';

/** Gives an answer the headers that every one of ours has: they are the same for all, and put together once. */
export function protection(settings: Settings): (response: ServerResponse) => void {
  const protect = helmet({
    contentSecurityPolicy: { useDefaults: false, directives: contentSecurityPolicy(settings) },
    frameguard: false,
    crossOriginOpenerPolicy: false,
    crossOriginEmbedderPolicy: false,
    referrerPolicy: { policy: 'same-origin' },
    // The name is the portal's: what lies beside it, or below it, is not ours to bind.
    strictTransportSecurity: settings.publicUrl.startsWith('https:') && { includeSubDomains: false },
  });
  const headers = new Map([['Permissions-Policy', 'geolocation=(self), camera=(), microphone=()']]);
  const sample = { setHeader: (name: string, value: string) => headers.set(name, value), removeHeader() {} };
  protect({} as IncomingMessage, sample as unknown as ServerResponse, () => {});
  return (response) => {
    response.removeHeader('X-Powered-By');
    for (const [name, value] of headers) response.setHeader(name, value);
  };
}

function contentSecurityPolicy(settings: Settings): Record<string, string[]> {
  return {
    'default-src': ["'none'"],
    'script-src': ["'self'"],
    'style-src': ["'self'"],
    'connect-src': ["'self'"],
    'form-action': ["'self'"],
    'img-src': ["'self'", 'data:'],
    'font-src': ['data:'],
    'manifest-src': ["'self'"],
    'base-uri': ["'none'"],
    'frame-ancestors': settings.frameOrigins.length > 0 ? settings.frameOrigins : ["'none'"],
  };
}
