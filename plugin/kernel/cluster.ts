import type { Knex } from 'knex';

const UNKNOWN_VARIABLE = 1193;
/** A node that has lost its cluster refuses everything until it is back, or another node is asked. */
export const NODE_WITHOUT_CLUSTER = 1047;
/** It lost its cluster while it was asking the others for a commit. Whether they keep it is not known. */
const COMMIT_IN_DOUBT = 1180;

/** A connection of the driver, as far as we touch it. */
export interface ServerConnection {
  query(sql: string, done: (error: { errno?: number } | null) => void): void;
  destroy(): void;
  stream: { destroy(): void };
  __knex__disposed?: unknown;
}

interface ServerDialect {
  connectionSettings: object;
  acquireRawConnection(): Promise<ServerConnection>;
  _query(connection: ServerConnection, query: unknown): Promise<unknown>;
}

function run(connection: ServerConnection, sql: string): Promise<void> {
  return new Promise((resolve, reject) => connection.query(sql, (error) => (error ? reject(error) : resolve())));
}

/** Reads see what was committed before them on any node. A server without a cluster does not know the word. */
async function joinCluster(connection: ServerConnection): Promise<void> {
  await run(connection, 'select 1');
  await run(connection, 'set session wsrep_sync_wait = 1').catch((error: { errno?: number }) => {
    if (error.errno !== UNKNOWN_VARIABLE) throw error;
  });
}

/** The node that connections are made to; pools that share it speak to one node. */
export interface Position {
  node: number;
}

/**
 * A pool for the nodes of a cluster. All connections go to one node, so that instances do not meet as rivals on two,
 * until it fails: then to the next that answers. A connection to a node that has lost its cluster is not used again.
 */
export function clusterClient(nodes: readonly object[], position: Position): typeof Knex.Client {
  const Dialect = require('knex/lib/dialects/mysql2') as new (...args: unknown[]) => ServerDialect;
  class Cluster extends Dialect {
    override async acquireRawConnection(): Promise<ServerConnection> {
      for (let tried = 1; ; tried += 1) {
        const { node } = position;
        this.connectionSettings = nodes[node] ?? {};
        try {
          return await this.greet(await super.acquireRawConnection());
        } catch (error) {
          if (position.node === node) position.node = (node + 1) % nodes.length;
          if (tried >= nodes.length) throw error;
        }
      }
    }
    private async greet(connection: ServerConnection): Promise<ServerConnection> {
      try {
        await joinCluster(connection);
        return connection;
      } catch (error) {
        connection.destroy();
        throw error;
      }
    }
    override async _query(connection: ServerConnection, query: unknown): Promise<unknown> {
      try {
        return await super._query(connection, query);
      } catch (error) {
        const { errno } = error as { errno?: number };
        if (errno === NODE_WITHOUT_CLUSTER || errno === COMMIT_IN_DOUBT) connection.__knex__disposed = error;
        throw error;
      }
    }
  }
  return Cluster as unknown as typeof Knex.Client;
}
