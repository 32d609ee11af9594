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
      for (const each of partsOf(query)) if (!found.has(each.sql)) found.set(each.sql, each);
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

/** The statements of one that holds several, each with its own values. */
function partsOf({ sql, bindings = [] }: Sent): Sent[] {
  let from = 0;
  return sql.split(';\n').map((part) => {
    const count = part.split('?').length - 1;
    from += count;
    return { sql: part, bindings: bindings.slice(from - count, from) };
  });
}
