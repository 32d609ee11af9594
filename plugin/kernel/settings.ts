import { databaseNodes } from './database';
import { proxiesOf } from './proxies';
import type { DataKey } from './vault';

/** The settings as a deployment writes them: names and texts of the environment (README, "Settings"). */
export interface SettingsInput {
  DATABASE_URL?: string;
  PORT?: string | number;
  PUBLIC_URL?: string;
  SESSION_SECRET?: string;
  DATA_KEYS?: string;
  HOST_ISSUER?: string;
  HOST_AUDIENCE?: string;
  HOST_JWKS_URL?: string;
  HOST_SECRET?: string;
  HOST_NOTIFY_URL?: string;
  HOST_ORIGINS?: string;
  ROBOT_ORIGINS?: string;
  YIBAN_APP_ID?: string;
  YIBAN_APP_SECRET?: string;
  YIBAN_SCHOOL_ID?: string;
  YIBAN_API_URL?: string;
  YIBAN_APP_URL?: string;
  TRUSTED_PROXIES?: string;
  TIME_ZONE?: string;
  HELP_CONTACT?: string;
  LOG_LEVEL?: string;
}

/** How the host's tokens are checked: by its published keys or by a shared secret, never both; none where Yiban is the only host. */
export interface HostSettings {
  issuer: string;
  audience: string;
  keys: { jwksUrl: string } | { secret: string } | { none: true };
  /** Where the host takes messages to its people; nothing where it takes none. */
  notifyUrl: string | undefined;
}

/** The module as an app of Yiban's. */
export interface YibanSettings {
  /** 16 characters. */
  appId: string;
  /** 32 characters. */
  appSecret: string;
  schoolId: string;
  /** Where Yiban's open API is, without a slash at the end. */
  apiUrl: string;
  /** The app's address within Yiban (站内地址), to which Yiban leads back after an authorisation. */
  appUrl: string;
}

export interface Settings {
  databaseUrl: string;
  port: number;
  /** Where users reach the module, without a slash at the end. */
  publicUrl: string;
  /** The path of `publicUrl`: empty, or beginning with a slash. */
  basePath: string;
  sessionSecret: string;
  dataKeys: DataKey[];
  host: HostSettings;
  yiban: YibanSettings | undefined;
  frameOrigins: string[];
  /** Where group robots may be; nothing for the servers of the chat programs themselves. */
  robotOrigins: string[] | undefined;
  timeZone: string;
  helpContact: string | undefined;
  logLevel: string;
}

/** Thrown when a setting is missing or weak. Each line begins with the name of the setting and never holds its value. */
export class SettingsError extends Error {
  constructor(readonly problems: string[]) {
    super(`settings refused:\n${problems.map((line) => `  ${line}`).join('\n')}`);
    this.name = 'SettingsError';
  }
}

/** What is taken where nothing is set. */
const DEFAULTS = {
  PORT: '3000',
  HOST_ORIGINS: '',
  YIBAN_API_URL: 'https://openapi.yiban.cn',
  TIME_ZONE: 'Asia/Shanghai',
  LOG_LEVEL: 'info',
} as const;

type Raw = { [K in keyof SettingsInput]?: string } & Record<keyof typeof DEFAULTS, string>;

const HIGHEST_PORT = 65_535;
const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];
const MINIMUM_SECRET_BYTES = 32;
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Collects what is wrong, so that a deployment hears everything at once. */
class Checker {
  readonly problems: string[] = [];

  refuse(name: keyof SettingsInput, why: string): void {
    this.problems.push(`${name} ${why}`);
  }

  required(name: keyof SettingsInput, value: string | undefined, meaning: string): string {
    if (!value) this.refuse(name, `is missing: ${meaning}`);
    return value ?? '';
  }

  secret(name: keyof SettingsInput, value: string): string {
    if (value && Buffer.byteLength(value) < MINIMUM_SECRET_BYTES)
      this.refuse(name, `is weak: it needs at least ${MINIMUM_SECRET_BYTES} bytes`);
    return value;
  }

  /** An http(s) address; plain http on loopback only. */
  address(name: keyof SettingsInput, value: string): URL | undefined {
    if (!value) return undefined;
    if (!URL.canParse(value)) return void this.refuse(name, 'is not an address such as https://portal.example/checkin');
    const url = new URL(value);
    if (url.protocol !== 'https:' && !(url.protocol === 'http:' && LOOPBACK.test(url.hostname)))
      this.refuse(name, 'must begin with https:// (http:// on loopback only)');
    if (url.username || url.hash) this.refuse(name, 'must hold neither a user nor a fragment');
    return url;
  }
}

function readPublicUrl(check: Checker, value: string): { publicUrl: string; basePath: string } {
  const url = check.address('PUBLIC_URL', value);
  if (!url) return { publicUrl: '', basePath: '' };
  if (url.search) check.refuse('PUBLIC_URL', 'must not hold a query');
  const basePath = url.pathname.replace(/\/+$/, '');
  return { publicUrl: url.origin + basePath, basePath };
}

function readDataKeys(check: Checker, value: string): DataKey[] {
  const keys = value ? value.split(',').map((entry) => readDataKey(check, entry.trim())) : [];
  if (new Set(keys.map(({ id }) => id)).size < keys.length) check.refuse('DATA_KEYS', 'names one id twice');
  return keys;
}

function readDataKey(check: Checker, entry: string): DataKey {
  const [, id = '', base64 = ''] = /^([A-Za-z0-9_-]{1,32}):([A-Za-z0-9+/_-]+={0,2})$/.exec(entry) ?? [];
  const key = Buffer.from(base64, 'base64');
  if (!id || key.length !== 32)
    check.refuse('DATA_KEYS', 'must be id:base64 of exactly 32 bytes, comma separated (openssl rand -base64 32)');
  return { id, key };
}

function readHost(check: Checker, raw: Raw, defaultAudience: string): HostSettings {
  const audience = raw.HOST_AUDIENCE || defaultAudience;
  const { HOST_JWKS_URL: jwksUrl, HOST_SECRET: secret, HOST_NOTIFY_URL: notifyUrl } = raw;
  check.address('HOST_NOTIFY_URL', notifyUrl ?? '');
  if (!jwksUrl && !secret && !raw.HOST_ISSUER && raw.YIBAN_APP_ID) {
    if (notifyUrl) check.refuse('HOST_NOTIFY_URL', 'needs a host that knows the module: HOST_ISSUER and its keys');
    return { issuer: '', audience, keys: { none: true }, notifyUrl: undefined };
  }
  const issuer = check.required('HOST_ISSUER', raw.HOST_ISSUER, "the host's iss");
  if (jwksUrl && secret) check.refuse('HOST_SECRET', 'and HOST_JWKS_URL exclude each other: give one');
  if (jwksUrl) {
    check.address('HOST_JWKS_URL', jwksUrl);
    return { issuer, audience, keys: { jwksUrl }, notifyUrl };
  }
  check.required('HOST_JWKS_URL', secret, "the address of the host's keys, or HOST_SECRET, a secret shared with it");
  return { issuer, audience, keys: { secret: check.secret('HOST_SECRET', secret ?? '') }, notifyUrl };
}

/** All of Yiban's settings, or none. An AppID of another length would make a cipher that is not AES. */
function readYiban(check: Checker, raw: Raw, publicUrl: string): YibanSettings | undefined {
  const { YIBAN_APP_ID: appId, YIBAN_APP_SECRET: appSecret, YIBAN_SCHOOL_ID: schoolId } = raw;
  if (!appId && !appSecret && !schoolId) return undefined;
  const demand = (name: keyof SettingsInput, value: string | undefined, shape: RegExp, meaning: string): string => {
    if (value && !shape.test(value)) check.refuse(name, `must be ${meaning}`);
    return check.required(name, value, meaning);
  };
  check.address('YIBAN_API_URL', raw.YIBAN_API_URL);
  check.address('YIBAN_APP_URL', raw.YIBAN_APP_URL ?? '');
  return {
    appId: demand('YIBAN_APP_ID', appId, /^[\x21-\x7e]{16}$/, "the app's id, 16 characters"),
    appSecret: demand('YIBAN_APP_SECRET', appSecret, /^[\x21-\x7e]{32}$/, "the app's secret, 32 characters"),
    schoolId: demand('YIBAN_SCHOOL_ID', schoolId, /^\d{1,32}$/, "the school's number in Yiban"),
    apiUrl: raw.YIBAN_API_URL.replace(/\/+$/, ''),
    appUrl: raw.YIBAN_APP_URL ?? `${publicUrl}/yiban`,
  };
}

function readOrigins(check: Checker, name: 'HOST_ORIGINS' | 'ROBOT_ORIGINS', value: string): string[] {
  const origins = value.split(',').map((entry) => entry.trim());
  return origins.filter(Boolean).map((entry) => {
    const url = check.address(name, entry);
    if (url && url.origin !== entry.replace(/\/$/, '')) check.refuse(name, 'must hold origins without a path');
    return url?.origin ?? '';
  });
}

function readDatabaseUrl(check: Checker, value: string): string {
  const nodes = databaseNodes(value);
  if (value && !nodes.every((node) => /^(file:.+|mysql:\/\/.+\/.+)/.test(node)))
    check.refuse(
      'DATABASE_URL',
      'must be mysql://user:password@host:port/database (several, comma separated) or file:PATH',
    );
  else if (value.startsWith('mysql:') && !nodes.every(isReadable))
    check.refuse('DATABASE_URL', 'cannot be read: write signs such as % # / , in the password as %25 %23 %2F %2C');
  return value;
}

function isReadable(address: string): boolean {
  try {
    const { username, password, pathname } = new URL(address);
    return [username, password, pathname].every((part) => typeof decodeURIComponent(part) === 'string');
  } catch {
    return false;
  }
}

function readTimeZone(check: Checker, value: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: value }).resolvedOptions().timeZone && value;
  } catch {
    check.refuse('TIME_ZONE', 'is not a time zone such as Asia/Shanghai');
    return value;
  }
}

/** The texts that were given, and the defaults of the others. An empty text is none. */
function fillIn(input: SettingsInput): Raw {
  const given = Object.entries(input).filter(([, value]) => value !== undefined && value !== '');
  return { ...DEFAULTS, ...Object.fromEntries(given.map(([name, value]) => [name, String(value)])) };
}

function readPort(check: Checker, value: string): number {
  if (!/^\d{1,5}$/.test(value) || Number(value) > HIGHEST_PORT)
    check.refuse('PORT', `must be a whole number from 0 to ${HIGHEST_PORT}`);
  return Number(value);
}

function readLogLevel(check: Checker, value: string): string {
  if (!LOG_LEVELS.includes(value)) check.refuse('LOG_LEVEL', `must be one of ${LOG_LEVELS.join(', ')}`);
  return value;
}

/**
 * Settings from the environment's names. Throws {@link SettingsError} naming every setting that is missing or weak.
 * `defaultAudience` is the manifest's id.
 */
export function readSettings(input: SettingsInput, defaultAudience: string): Settings {
  const raw = fillIn(input);
  const check = new Checker();
  const reached = readPublicUrl(
    check,
    check.required('PUBLIC_URL', raw.PUBLIC_URL, 'the address users reach the module at'),
  );
  const settings: Settings = {
    ...readDataSettings(check, raw),
    port: readPort(check, raw.PORT),
    ...reached,
    sessionSecret: check.secret(
      'SESSION_SECRET',
      check.required('SESSION_SECRET', raw.SESSION_SECRET, 'at least 32 bytes that sign sessions and links'),
    ),
    host: readHost(check, raw, defaultAudience),
    yiban: readYiban(check, raw, reached.publicUrl),
    frameOrigins: readOrigins(check, 'HOST_ORIGINS', raw.HOST_ORIGINS),
    robotOrigins: raw.ROBOT_ORIGINS ? readOrigins(check, 'ROBOT_ORIGINS', raw.ROBOT_ORIGINS) : undefined,
    helpContact: raw.HELP_CONTACT,
    logLevel: readLogLevel(check, raw.LOG_LEVEL),
  };
  if (!proxiesOf(raw.TRUSTED_PROXIES))
    check.refuse('TRUSTED_PROXIES', 'must hold addresses such as 10.0.0.5, networks such as 10.0.0.0/8, or loopback');
  if (check.problems.length > 0) throw new SettingsError(check.problems);
  return settings;
}

type DataSettings = Pick<Settings, 'databaseUrl' | 'dataKeys' | 'timeZone'>;

function readDataSettings(check: Checker, raw: Raw): DataSettings {
  return {
    databaseUrl: readDatabaseUrl(check, check.required('DATABASE_URL', raw.DATABASE_URL, 'mysql://… or file:PATH')),
    dataKeys: readDataKeys(check, check.required('DATA_KEYS', raw.DATA_KEYS, 'id:base64 of 32 bytes')),
    timeZone: readTimeZone(check, raw.TIME_ZONE),
  };
}

/** What a command needs of the settings: the database, its keys and the school's time zone. Throws as {@link readSettings}. */
export function readCommandSettings(input: SettingsInput): DataSettings {
  const raw = fillIn(input);
  const check = new Checker();
  const settings = readDataSettings(check, raw);
  if (check.problems.length > 0) throw new SettingsError(check.problems);
  return settings;
}
