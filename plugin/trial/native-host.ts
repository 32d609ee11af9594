import express from 'express';
import { createTokenSigner, type KeySet, type LaunchClaims } from './launch-token';
import type { Persona } from './personas';
import type { PortalHost } from './portal-host';
import { createPortalMessages } from './portal-messages';

const KEYS = '/.well-known/jwks.json';

export interface NativeHostOptions {
  /** Where the module is, a path included. */
  moduleUrl: string;
  /** Where browsers and the module find the portal. */
  portalUrl: string;
  issuer: string;
  audience: string;
  /** Milliseconds since the epoch. */
  now: () => number;
  /** True for somebody to whom the portal can bring a message. */
  knows: (personNo: string) => boolean;
  /** The roster as the host keeps it, in rows of the contract's section 5; left out, it keeps none. */
  roster?: Roster;
}

export interface Roster {
  students: readonly object[];
  staff: readonly object[];
}

/** A host that keeps to the contract by itself. */
export interface NativeHost extends PortalHost {
  /** The public key, as published. */
  jwks: KeySet;
  /** A token as the portal would hand it over; `overrides` replace single claims. */
  sign(persona: Persona, overrides?: Partial<LaunchClaims>): string;
}

/** A host of the contract: it hands people over by a signed token, with a key of its own, and brings the module's messages. */
export function createNativeHost(options: NativeHostOptions): NativeHost {
  const signer = createTokenSigner(options);
  const messages = createPortalMessages(options);
  const router = express.Router();
  router.get(KEYS, (_req, res) => void res.json(signer.jwks));
  router.use(messages.router);
  const [here, there] = [options.portalUrl, options.moduleUrl].map((url) => url.replace(/\/$/, ''));
  return {
    router,
    jwks: signer.jwks,
    sign: signer.sign,
    settings: {
      HOST_ISSUER: options.issuer,
      HOST_AUDIENCE: options.audience,
      HOST_JWKS_URL: `${here}${KEYS}`,
      HOST_NOTIFY_URL: `${here}/messages`,
    },
    handOver: (persona, entry, display) => ({
      action: `${there}/launch`,
      method: 'post',
      fields: [
        { name: 'token', value: signer.sign(persona) },
        { name: 'entry', value: entry },
        { name: 'display', value: display },
      ],
    }),
    messagesOf: messages.of,
    ...(options.roster && { pushRoster: () => push(`${there}/host/roster`, signer.signService(), options.roster) }),
  };
}

/** `PUT /host/roster`, as the contract has it. */
async function push(address: string, token: string, roster: Roster | undefined): Promise<string> {
  const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
  const answer = await fetch(address, { method: 'PUT', headers, body: JSON.stringify(roster) });
  const body = (await answer.json()) as { students: Counts; staff: Counts; detail?: string; title?: string };
  if (!answer.ok) return `校本化没有接收（HTTP ${answer.status}）：${body.detail ?? body.title ?? ''}`;
  return [['学生', body.students] as const, ['教职工', body.staff] as const]
    .map(([who, { added, changed, unchanged }]) => `${who}新增 ${added} 人、变更 ${changed} 人、不变 ${unchanged} 人`)
    .join('；');
}

interface Counts {
  added: number;
  changed: number;
  unchanged: number;
}
