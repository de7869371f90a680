/**
 * Whether an answer of the embedded database is its last. A whole answer ends with `ReadyForQuery`; a database that has
 * given up says so with the severity PANIC or FATAL, or stops in the middle.
 */

const readyForQuery = "Z".charCodeAt(0)
const errorResponse = "E".charCodeAt(0)

// A field is a letter and a text that ends with a zero.
const fieldOf = (fields: Buffer, letter: string): string => {
  for (const field of fields.toString("latin1").split("\0")) if (field.startsWith(letter)) return field.slice(1)
  return ""
}

const deadly = new Set(["PANIC", "FATAL"])

/** Why nothing more may be asked of the database that gave this answer; undefined where it may. */
export const failureOf = (answer: Buffer): string | undefined => {
  let last = 0
  let at = 0
  while (at + 5 <= answer.length) {
    const length = answer.readInt32BE(at + 1)
    last = answer[at] ?? 0
    if (last === errorResponse) {
      const fields = answer.subarray(at + 5, at + 1 + length)
      // Of what it says only the code is repeated: its words may quote what is stored.
      if (deadly.has(fieldOf(fields, "V"))) return `the embedded database has failed (${fieldOf(fields, "C")})`
    }
    at += 1 + length
  }
  return last === readyForQuery && at === answer.length ? undefined : "the embedded database has failed"
}
