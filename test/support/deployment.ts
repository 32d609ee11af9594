import { type PersonType, Sessions } from '../../plugin/kernel/session';
import { Vault } from '../../plugin/kernel/vault';

const SECRET = 'a secret that a deployment on loopback shares with nobody';
const DATA_KEY = { id: 'k1', key: Buffer.alloc(32, 7) };

/** Seals and opens as the processes of {@link deploymentOf} do. */
export const VAULT = new Vault([DATA_KEY]);

/** The settings of a process of the module on loopback, and no others of this machine. */
export function deploymentOf(databaseUrl: string, port: number): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    NODE_ENV: 'production',
    DATABASE_URL: databaseUrl,
    PORT: String(port),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    SESSION_SECRET: SECRET,
    DATA_KEYS: `${DATA_KEY.id}:${DATA_KEY.key.toString('base64')}`,
    HOST_ISSUER: 'https://portal.example',
    HOST_SECRET: SECRET,
    LOG_LEVEL: 'error',
  };
}

/** The sessions of those processes. */
export const SESSIONS = new Sessions(SECRET, { now: () => Date.now() }, { basePath: '', secure: false });

/** A session of somebody, good at each of them. */
export function sessionOf(personNo: string, personType: PersonType): string {
  return SESSIONS.open({ personNo, personType }).token;
}
