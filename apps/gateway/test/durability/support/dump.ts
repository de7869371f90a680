/**
 * A dump of the rows as they were, and the ways in which such a dump is put back under a gateway, without pg_dump: into the
 * tables that are there, or into new ones in their place.
 */
import { query } from "../../operations/support/query.ts"

interface Named {
  readonly name: string
}

const tables = "SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
const numbers = `
  SELECT place, pg_sequence_last_value(pg_get_serial_sequence(relname, attname)::regclass)::text AS last FROM pg_attribute
    JOIN pg_class c ON c.oid = attrelid AND relnamespace = 'public'::regnamespace,
    format('%L, %L', relname, attname) AS place
  WHERE attidentity <> ''`

/** What a database held, as statements that put it into empty tables. */
export interface Dump {
  readonly tables: ReadonlyArray<string>
  readonly statements: ReadonlyArray<string>
}

/** Makes a dump; of one moment as long as nobody writes. */
export const dump = async (url: string): Promise<Dump> => {
  const names = (await query<Named>(url, tables)).map(({ name }) => name)
  const inserts: Array<string> = []
  for (const name of names) {
    const [row] = await query<{ readonly rows: string }>(url, `SELECT json_agg(t)::text AS rows FROM ${name} t`)
    const rows = `json_populate_recordset(NULL::${name}, $rows$${row?.rows ?? "[]"}$rows$)`
    inserts.push(`INSERT INTO ${name} OVERRIDING SYSTEM VALUE SELECT * FROM ${rows}`)
  }
  const given = await query<{ readonly place: string; readonly last: string | null }>(url, numbers)
  const next = given.flatMap(({ last, place }) =>
    last === null ? [] : [`SELECT setval(pg_get_serial_sequence(${place}), ${last})`]
  )
  return { tables: names, statements: [...inserts, ...next] }
}

// Rows may refer to others that come later.
const inOneTransaction = (url: string, statements: ReadonlyArray<string>) =>
  query(url, "SET session_replication_role = replica", "BEGIN", ...statements, "COMMIT")

/** Puts it into the tables that are there, in the place of what they hold. */
export const intoTables = (url: string, { statements, tables }: Dump) =>
  inOneTransaction(url, [`TRUNCATE ${tables.join(", ")}`, ...statements])

/** Puts it into new tables of the same names. */
export const intoNewTables = (url: string, { statements, tables }: Dump) =>
  inOneTransaction(url, [
    ...tables.flatMap((name) => [
      `ALTER TABLE ${name} RENAME TO old_${name}`,
      `CREATE TABLE ${name} (LIKE old_${name} INCLUDING ALL)`
    ]),
    ...tables.map((name) => `DROP TABLE old_${name} CASCADE`),
    ...statements
  ])
