/**
 * The record of every request that reached a simulator: when, what for, what came of it. Persons and secrets are
 * masked; the raw body is kept beside it for whoever holds the object in process, and never leaves over HTTP.
 */
import type { Json, JsonObject } from "./internal/json.ts"
import { isObject } from "./internal/json.ts"

/** A rule of the provider's document that was broken: read too often, a foreign callback target, a wrong address. */
export interface Violation {
  readonly at: number
  readonly kind: "tooEarly" | "callbackTarget" | "address"
  readonly endpoint: string
  readonly reference: string | null
  readonly detail: string
}

/** One request as it reached the simulator. */
export interface Entry {
  readonly seq: number
  /** Epoch milliseconds of the simulator's clock. */
  readonly at: number
  readonly method: string
  readonly endpoint: string
  readonly reference: string | null
  /** The body with every member hidden that is not known to be harmless. */
  readonly body: Json
  /** The fault that was played, if any. */
  readonly fault: string | null
  /** Whether the request was carried out as far as its own content allowed. */
  readonly acted: boolean
  /** `answer`, `truncate`, `reset`, `silence`, `offline`, or `pending` while it is being dealt with. */
  readonly reply: string
  readonly status: number | null
  /** The answer in a word or two. */
  readonly summary: string | null
}

/** An entry still being written. */
export type Draft = { -readonly [K in keyof Entry]: Entry[K] }

/** The entries of the journal to list. */
export interface Filter {
  readonly reference?: string | undefined
  readonly endpoint?: string | undefined
}

/** The journal of one simulator. */
export interface Journal {
  readonly open: (entry: Omit<Entry, "seq">, raw: string) => Draft
  readonly list: (filter?: Filter) => ReadonlyArray<Entry>
  /** The body of one request as it came in. */
  readonly raw: (seq: number) => string | undefined
  readonly violate: (violation: Violation) => void
  readonly violations: (filter?: Filter) => ReadonlyArray<Violation>
  readonly clear: () => void
}

/** Hides every member but those named; nothing below the first level is ever shown. */
export const mask = (body: Json, visible: ReadonlySet<string>): JsonObject | null => {
  if (!isObject(body)) return null
  return Object.fromEntries(
    Object.entries(body).map(([key, value]) => {
      const plain = value === null || typeof value !== "object" || "text" in value
      return [key, visible.has(key) && plain ? value : "***"]
    })
  )
}

/** An account with only its last four characters left. */
export const maskAccount = (account: string): string =>
  account.length > 8 ? `${"*".repeat(account.length - 4)}${account.slice(-4)}` : "***"

const fits = (filter: Filter) => (item: { readonly reference: string | null; readonly endpoint: string }) =>
  (filter.reference === undefined || filter.reference === item.reference) &&
  (filter.endpoint === undefined || filter.endpoint === item.endpoint)

/** An empty journal; past `limit` entries the oldest are forgotten. */
export const make = (limit: number): Journal => {
  let entries: Array<Draft> = []
  let violations: Array<Violation> = []
  const bodies = new Map<number, string>()
  let counter = 0
  return {
    open: (entry, raw) => {
      counter += 1
      const draft: Draft = { seq: counter, ...entry }
      entries.push(draft)
      bodies.set(counter, raw)
      // Dropped in blocks, so that a long run does not move the whole list on each request.
      if (entries.length >= limit * 2) {
        for (const old of entries.slice(0, entries.length - limit)) bodies.delete(old.seq)
        entries = entries.slice(-limit)
      }
      return draft
    },
    list: (filter = {}) => entries.filter(fits(filter)).map((entry) => ({ ...entry })),
    raw: (seq) => bodies.get(seq),
    violate: (violation) => {
      violations.push(violation)
    },
    violations: (filter = {}) => violations.filter(fits(filter)),
    clear: () => {
      entries = []
      violations = []
      bodies.clear()
      counter = 0
    }
  }
}
