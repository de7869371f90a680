/**
 * A provider's documents as data: what its error codes prove, why an accepted operation did not succeed, and what its words for
 * a status mean. What stands in no table means nothing: it is unknown on a send, `UnrecognisedAnswer` on a read and in a
 * failure, and neither success nor failure as a status.
 */
import * as Failure from "../domain/Failure.ts"
import type { Again, By, Reason } from "../outcome/Reason.ts"

type Many<A> = A | ReadonlyArray<A>

/**
 * Which refusals a row speaks of: those that have all that it names, and one of several where it lists them. A provider
 * that has only numbers names `code`, one that has only texts `text`, another the HTTP status and the type too.
 */
export interface Key {
  /** HTTP status, from 300 to 499: what a server says that has failed itself proves nothing. */
  readonly status?: Many<number>
  /** The kind of error, where the provider has kinds beside codes. */
  readonly type?: Many<string>
  readonly code?: Many<string | number>
  /** The whole text of an error, case and outer blanks aside: what merely contains it may say the opposite. */
  readonly text?: Many<string>
}

/** Refusals with the reason they stand for. */
export interface Row extends Key {
  readonly reason: Reason
}

/** Refusals in which the provider says that it has not done it. */
export interface RefusedRow extends Row {
  /**
   * `nothing` is said where the documents show that after this refusal nothing is left at the provider that could still be paid.
   * Only such a refusal can settle an unknown, when a replay is answered with it; of a preparing request and of a commit every
   * other one is taken to leave something. `payable` is said of a create in one request where something is left, such as
   * a payment that was declined and whose payer may try again: that ends unknown, as a `Leftover` with the id that the
   * refusal names. `abandon` is there for it.
   */
  readonly leaves?: "nothing" | "payable"
}

/** The refusals that a provider's documents list. */
export interface CodeTable {
  /** The provider decided no, for good: `Rejected`. */
  readonly refused?: ReadonlyArray<RefusedRow>
  /** Documented as "not processed", so the same request may be sent again: `NotExecuted`. */
  readonly notProcessed?: ReadonlyArray<RefusedRow>
  /**
   * Listed, and no refusal: the operation may exist, such as one that is "being processed". Where a row says that it is
   * there, it is a `duplicate`: no reason here is `DuplicateReference`.
   */
  readonly unknown?: ReadonlyArray<Row>
  /** The reference is used already: unknown, with the reason `DuplicateReference`. */
  readonly duplicate?: ReadonlyArray<Key>
  /** The operation does not exist, as the answer of a look-up. As the answer of a send it proves nothing. */
  readonly notFound?: ReadonlyArray<Key>
}

/** The fields of an answer by which a provider's refusals are distinguished. */
export interface ErrorFields {
  readonly status: number
  readonly type?: string | undefined
  readonly code?: string | undefined
  readonly text?: string | undefined
}

/** The meaning of a refusal. */
export interface Verdict {
  readonly proves: keyof CodeTable
  readonly reason: Reason
  /** The provider's own name for it. */
  readonly providerCode: string | undefined
  /** There where the documents show whether something is left that could still be paid. */
  readonly leaves?: "nothing" | "payable"
}

/** Finds what a refusal proves; undefined where no row speaks of it. */
export type Codes = (fields: ErrorFields) => Verdict | undefined

// From what proves least to what allows most: of two rows that fit equally well, the earlier one counts.
const order = ["unknown", "duplicate", "notFound", "refused", "notProcessed"] as const satisfies ReadonlyArray<
  keyof CodeTable
>

const listOf = (many: Many<string | number> | undefined): ReadonlyArray<string> | undefined =>
  many === undefined ? undefined : [many].flat().map(String)

const plain = (text: string): string => text.trim().toLowerCase()

interface Prepared {
  readonly proves: keyof CodeTable
  readonly reason: Reason
  readonly named: number
  readonly leaves: Pick<Verdict, "leaves">
  readonly fits: (fields: ErrorFields) => boolean
}

const unlisted: Reason = "UnrecognisedAnswer"

const prepare = (proves: keyof CodeTable, row: Key & Partial<RefusedRow>): Prepared => {
  const status = listOf(row.status)
  const type = listOf(row.type)
  const code = listOf(row.code)
  const text = listOf(row.text)?.map(plain)
  const named = [status, type, code, text].filter((list) => list !== undefined).length
  if (proves === "unknown" && row.reason === "DuplicateReference") {
    throw new Error("a row of a code table is unknown and says that the operation is there: that is a duplicate")
  }
  if (row.reason === "Leftover") throw new Error("a row of a code table says Leftover, which core alone finds out")
  if (named === 0) throw new Error("a row of a code table names nothing: that would be a default")
  if (status?.some((each) => Number(each) >= 500)) throw new Error("a row of a code table is about HTTP 500 or above")
  if (named === 1 && status?.some((each) => Number(each) < 400)) {
    throw new Error("a row of a code table names a status below 400 and nothing else")
  }
  return {
    proves,
    reason: row.reason ?? (proves === "duplicate" ? "DuplicateReference" : unlisted),
    named,
    leaves: row.leaves === undefined ? {} : { leaves: row.leaves },
    fits: (fields) =>
      (status === undefined || status.includes(String(fields.status))) &&
      (type === undefined || (fields.type !== undefined && type.includes(fields.type))) &&
      (code === undefined || (fields.code !== undefined && code.includes(fields.code))) &&
      (text === undefined || (fields.text !== undefined && text.includes(plain(fields.text))))
  }
}

const leftFirst = ["payable", undefined, "nothing"]

const leastFirst = (one: Prepared, other: Prepared): number =>
  order.indexOf(one.proves) - order.indexOf(other.proves) ||
  leftFirst.indexOf(one.leaves.leaves) - leftFirst.indexOf(other.leaves.leaves)

/**
 * Makes a code table. The row that names the most fields of the answer counts, so that a code keeps its meaning beside a row for
 * all of its kind; of two that name as much, the one that proves less: a refusal that may leave something before one that
 * leaves nothing.
 */
export const codes = (table: CodeTable): Codes => {
  const rows = order
    .flatMap((proves) => (table[proves] ?? []).map((row) => prepare(proves, row)))
    .toSorted((one, other) => other.named - one.named || leastFirst(one, other))
  return (fields) => {
    const row = rows.find(({ fits }) => fits(fields))
    if (row === undefined) return undefined
    const { leaves, proves, reason } = row
    return {
      proves,
      reason,
      providerCode: fields.code ?? fields.type ?? (fields.text && plain(fields.text)),
      ...leaves
    }
  }
}

/** For a provider, or an operation, of which no refusal is documented. */
export const noCodes: Codes = () => undefined

/** Makes a table of words, such as statuses: what is not in it, letter for letter, is `unrecognised`. */
export const words = <A>(table: {
  readonly [word: string | number]: A
}): ((word: string | number) => A | "unrecognised") => {
  const known = new Map(Object.entries(table))
  return (word) => known.get(String(word)) ?? "unrecognised"
}

/** The codes for one reason why an accepted operation did not succeed. */
export interface FailureRow {
  readonly code: Many<string | number>
  readonly reason: Reason
  /** Who decided it, where it is not who usually does. */
  readonly by?: By
  /** Where asking for the same anew makes sense, where the documents say better than the reason. */
  readonly again?: Again
}

/** The words of a provider about an operation that did not succeed; `message` is free of secrets and personal data. */
export interface FailureFields {
  readonly code?: string | number | undefined
  readonly scheme?: string | undefined
  readonly message: string
}

/**
 * Makes a table of late failures. What is in no row, letter for letter, is `UnrecognisedAnswer`, after which the same makes
 * sense `never`; the code is kept all the same.
 */
export const failures = (rows: ReadonlyArray<FailureRow>): ((fields: FailureFields) => Failure.Failure) => {
  const known = new Map<string, FailureRow>()
  for (const row of rows) {
    if (row.reason === "Leftover") throw new Error("a row of a failure table says Leftover, which core alone finds out")
    for (const code of listOf(row.code) ?? []) {
      if (known.has(code)) throw new Error(`a failure table has the code ${code} twice`)
      known.set(code, row)
    }
  }
  return ({ code, message, scheme }) => {
    const stated = { message, scheme, providerCode: code === undefined ? undefined : String(code) }
    const row = code === undefined ? undefined : known.get(String(code))
    return row === undefined ? Failure.unrecognised(stated) : Failure.make(row.reason, { ...row, ...stated })
  }
}
