/** Closed lists of ours, such as statuses of a kind, as SQL writes them. */
import type { SqlClient } from "effect/sql/SqlClient"
import type { Fragment } from "effect/sql/Statement"

/** The words in quotes, as a check or a text of SQL has them. */
export const quoted = (words: ReadonlyArray<string>): string => words.map((word) => `'${word}'`).join(", ")

/** The words as they stand in `IN (…)`. */
export const listed = (sql: SqlClient, words: ReadonlyArray<string>): Fragment => sql.literal(quoted(words))
