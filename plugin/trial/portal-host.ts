import type { RequestHandler } from 'express';
import type { SettingsInput } from '../kernel/settings';
import type { Persona } from './personas';

/** The two ways into the module. */
export type Entry = 'checkin' | 'staff';
/** In a window of its own, or in the portal's frame. */
export type Display = 'top' | 'frame';

/** How somebody is led into the module: a form that the browser sends. */
export interface HandOver {
  action: string;
  method: 'get' | 'post';
  fields: { name: string; value: string }[];
}

/** Something that the module told somebody. */
export interface PortalMessage {
  title: string;
  text: string;
  /** Where it leads. */
  url: string;
  /** `HH:MM` */
  time: string;
}

/** What the kind of host decides about a portal: how it vouches for people, and what the module may ask of it. */
export interface PortalHost {
  /** What the module asks of the host, and what people see of it on the way. */
  router: RequestHandler;
  /** What the module has to be told about this host. */
  settings: SettingsInput;
  handOver(persona: Persona, entry: Entry, display: Display): HandOver;
  /** The latest messages to a person, the last one first. */
  messagesOf(personNo: string): PortalMessage[];
  /** Hands the module the whole roster, where the host keeps it; answers what came of it, in words. */
  pushRoster?(): Promise<string>;
}
