/** A statement that went to the database. */
export interface Sent {
  sql: string;
  bindings: readonly unknown[];
}

type Dialect = { prototype: { _query(connection: unknown, query: Sent): Promise<unknown> } };

/** Every statement that is sent by anybody while `work` lasts, once each. */
export async function statementsOf(work: () => Promise<void>): Promise<Sent[]> {
  const found = new Map<string, Sent>();
  const dialects = ['mysql2', 'better-sqlite3'].map((name) => require(`knex/lib/dialects/${name}`) as Dialect);
  const originals = dialects.map(({ prototype }) => prototype._query);
  for (const [index, { prototype }] of dialects.entries())
    prototype._query = function (connection, query) {
      const { sql, bindings } = query;
      if (!found.has(sql)) found.set(sql, { sql, bindings: bindings ?? [] });
      return (originals[index] as Dialect['prototype']['_query']).call(this, connection, query);
    };
  try {
    await work();
  } finally {
    for (const [index, { prototype }] of dialects.entries())
      prototype._query = originals[index] as Dialect['prototype']['_query'];
  }
  return [...found.values()];
}
