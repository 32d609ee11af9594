import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { RowDataPacket } from 'mysql2/promise';
import { installPackages } from './apt';
import { mariaDb } from './mariadb';
import { type PrivateServer, type ServerProgram, startPrivateServer, withConnection } from './private-server';
import { CannotRun, findProgram, freePort, isDebian, isRoot, retry, run, temporaryFolder } from './shell';

const PROVIDER = '/usr/lib/galera/libgalera_smm.so';
const INSTEAD =
  'A cluster for tests can be had on Debian only: galera-4, rsync, lsof and the programs of mariadb-server.';
const JOIN_WITHIN_MS = 60_000;
const FIRST_JOIN = { uuid: '00000000-0000-0000-0000-000000000000', seqno: '-1' };

/** The nodes of one cluster on loopback, and its `DATABASE_URL`. */
export interface Cluster {
  url: string;
  version: string;
  nodes: readonly PrivateServer[];
  stop(): Promise<void>;
}

/** Where a node listens for its cluster: group, missed changes, and the whole of the data. */
interface Ports {
  group: number;
  changes: number;
  copy: number;
}

/**
 * A Galera cluster of MariaDB servers on loopback, each with its data in a temporary folder. A node that was killed and
 * revived fetches only what it missed.
 * @throws CannotRun where the packages cannot be had
 */
export async function startGalera(size = 3): Promise<Cluster> {
  const missing = ['rsync', 'lsof'].filter((name) => !findProgram(name));
  if (!existsSync(PROVIDER)) missing.push('galera-4');
  if (missing.length > 0) await installPackages(missing, INSTEAD);
  const program = await mariaDb();
  const env = await pathWithCopier();
  const ports: Ports[] = [];
  for (let node = 0; node < size; node += 1)
    ports.push({ group: await freePort(), changes: await freePort(), copy: await freePort() });
  const nodes: PrivateServer[] = [];
  const stop = async () => {
    for (const node of [...nodes].reverse()) await node.stop();
  };
  try {
    for (const own of ports) nodes.push(await startNode({ ...program, env, joins: nodes.length > 0 }, own, ports));
  } catch (error) {
    await stop();
    throw error;
  }
  const [first] = nodes;
  return { url: nodes.map(({ url }) => url).join(','), version: `Galera, ${first?.version}`, nodes, stop };
}

async function startNode(program: ServerProgram, own: Ports, all: readonly Ports[]): Promise<PrivateServer> {
  let founds = !program.joins;
  const node = await startPrivateServer({
    ...program,
    name: 'galera',
    async args(folder) {
      const args = [...(await program.args(folder)), ...clusterArgs(own, all)];
      const again = existsSync(join(folder, 'data/grastate.dat'));
      const more = founds ? ['--wsrep-new-cluster'] : again ? [await startPosition(program.command, args, folder)] : [];
      founds = false;
      return [...args, ...more];
    },
  });
  await synced(node);
  const revive = async () => {
    await node.revive();
    await synced(node);
  };
  return { ...node, revive };
}

function clusterArgs(own: Ports, all: readonly Ports[]): string[] {
  const options = {
    base_host: '127.0.0.1',
    base_port: own.group,
    'gmcast.listen_addr': `tcp://127.0.0.1:${own.group}`,
    'ist.recv_addr': `127.0.0.1:${own.changes}`,
    'gcache.size': '64M',
    'evs.suspect_timeout': 'PT2S',
    'evs.inactive_check_period': 'PT0.5S',
    'evs.keepalive_period': 'PT0.5S',
  };
  return [
    '--binlog-format=ROW',
    '--innodb-autoinc-lock-mode=2',
    '--wsrep-on=ON',
    `--wsrep-provider=${PROVIDER}`,
    '--wsrep-cluster-name=checkin',
    `--wsrep-cluster-address=gcomm://${all.map(({ group }) => `127.0.0.1:${group}`).join(',')}`,
    `--wsrep-node-address=127.0.0.1:${own.group}`,
    '--wsrep-sst-method=rsync',
    `--wsrep-sst-receive-address=127.0.0.1:${own.copy}`,
    `--wsrep-provider-options=${Object.entries(options)
      .map((option) => option.join('='))
      .join(';')}`,
  ];
}

/** A node that was killed does not know how far it came, until it is asked; without it, it would copy everything. */
async function startPosition(command: string, args: string[], folder: string): Promise<string> {
  const ask = [
    ...args,
    `--datadir=${join(folder, 'data')}`,
    `--tmpdir=${folder}`,
    '--socket=ask.sock',
    '--wsrep-recover',
  ];
  const said = await run('sh', ['-c', 'exec "$@" 2>&1', 'sh', command, ...ask, '--skip-networking'], { cwd: folder });
  const { uuid, seqno } = /Recovered position: (?<uuid>[0-9a-f-]{36}):(?<seqno>-?\d+)/.exec(said)?.groups ?? FIRST_JOIN;
  return `--wsrep-start-position=${uuid}:${seqno}`;
}

/** Waits until a node has caught up with its cluster. */
function synced(node: PrivateServer): Promise<void> {
  return retry(
    () =>
      withConnection(node.url, async (connection) => {
        const [rows] = await connection.query<RowDataPacket[]>("SHOW STATUS LIKE 'wsrep_local_state_comment'");
        if (rows[0]?.Value !== 'Synced') throw new CannotRun(`a node of the cluster is ${rows[0]?.Value}`);
      }),
    JOIN_WITHIN_MS,
    100,
  );
}

/**
 * The script by which a first join copies the data is in the package `mariadb-server`, whose installation would set up
 * a service on the machine: it is unpacked beside the system. Run by root, its rsync would become somebody who may not
 * look into our folders.
 */
async function pathWithCopier(): Promise<NodeJS.ProcessEnv> {
  if (!isDebian()) throw new CannotRun(INSTEAD);
  const { path } = temporaryFolder('copier');
  await run('apt-get', ['-q', '-o', 'APT::Sandbox::User=root', 'download', 'mariadb-server'], { cwd: path });
  await run('sh', ['-c', 'dpkg -x mariadb-server_*.deb .'], { cwd: path });
  const stay = 's/^use chroot = no$/&\\nuid = root\\ngid = root/';
  if (isRoot()) await run('sed', ['-i', stay, join(path, 'usr/bin/wsrep_sst_rsync')]);
  return { PATH: `${join(path, 'usr/bin')}:${process.env.PATH}` };
}
