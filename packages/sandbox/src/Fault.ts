/**
 * The ways a provider's answer can go wrong, as data. A fault states whether the provider acted before it went wrong,
 * because that is the difference between money that moved and money that did not.
 */
import type { ContentEncoding } from "./Encoding.ts"
import { encodings } from "./Encoding.ts"
import * as Decode from "./internal/decode.ts"
import type { Match } from "./Script.ts"

/** The value of a `Retry-After`: seconds, however many, or any text, such as a date. */
export type RetryAfter = number | string

/** One scripted fault. Its texts (messages, bodies, changed members) may repeat what was given, see `Words.ts`. */
export type Fault =
  /**
   * The provider's own error answer, without acting, unless it acts all the same: refused in words, done in deed. Or it acts so
   * many milliseconds `later`, when nobody waits any more. `details` are members of the error object where the provider has one.
   */
  | {
      readonly kind: "error"
      readonly code?: number
      readonly message?: string
      readonly details?: Readonly<Record<string, unknown>>
      readonly status?: number
      readonly headers?: Readonly<Record<string, string>>
      readonly retryAfter?: RetryAfter
      readonly acts?: boolean
      readonly later?: number
    }
  /** The connection is closed before the request is read; it can be scripted per endpoint, not per reference. */
  | { readonly kind: "refuse" }
  /** The request is read, nothing is done, the connection is reset. */
  | { readonly kind: "resetBefore" }
  /** The request is carried out, then the connection is reset. */
  | { readonly kind: "resetAfter" }
  /** Nothing is done and nothing is answered. */
  | { readonly kind: "silentBefore" }
  /** The request is carried out and nothing is answered. */
  | { readonly kind: "silentAfter" }
  /** The request is carried out; half of the answer arrives. */
  | { readonly kind: "truncate" }
  /** An HTML page of a proxy, status 502 unless set otherwise. */
  | { readonly kind: "html"; readonly status?: number; readonly retryAfter?: RetryAfter; readonly acts?: boolean }
  /** Any status and body. */
  | {
      readonly kind: "answer"
      readonly status?: number
      readonly body: string
      readonly contentType?: string
      /** Where a redirect leads. */
      readonly location?: string
      readonly headers?: Readonly<Record<string, string>>
      readonly retryAfter?: RetryAfter
      readonly acts?: boolean
    }
  /** The provider waits on the clock, `before` acting unless set otherwise; further faults still apply. */
  | { readonly kind: "delay"; readonly ms: number; readonly when?: "before" | "after" }
  /**
   * Members of the answer with other values (`members`) or left out (`without`), in `data` where it has one unless it is
   * `at` the top; further faults still apply.
   */
  | {
      readonly kind: "change"
      readonly members?: Readonly<Record<string, unknown>>
      readonly without?: ReadonlyArray<string>
      readonly at?: "data" | "top"
    }
  /** The answer compressed, asked for or not, or in chunks; further faults still apply. */
  | { readonly kind: "wire"; readonly encoding?: ContentEncoding; readonly chunked?: boolean }
  /** HTTP 429 with `Retry-After`, without acting unless set otherwise. */
  | { readonly kind: "rateLimit"; readonly retryAfter: RetryAfter; readonly acts?: boolean }

/** All fault names. */
export const kinds = [
  "error",
  "refuse",
  "resetBefore",
  "resetAfter",
  "silentBefore",
  "silentAfter",
  "truncate",
  "html",
  "answer",
  "delay",
  "change",
  "wire",
  "rateLimit"
] as const satisfies ReadonlyArray<Fault["kind"]>

const members: Readonly<Record<Fault["kind"], ReadonlyArray<string>>> = {
  error: ["code", "message", "details", "status", "headers", "retryAfter", "acts", "later"],
  refuse: [],
  resetBefore: [],
  resetAfter: [],
  silentBefore: [],
  silentAfter: [],
  truncate: [],
  html: ["status", "retryAfter", "acts"],
  answer: ["status", "body", "contentType", "location", "headers", "retryAfter", "acts"],
  delay: ["ms", "when"],
  change: ["members", "without", "at"],
  wire: ["encoding", "chunked"],
  rateLimit: ["retryAfter", "acts"]
}

const retryAfterOf = (input: Readonly<Record<string, unknown>>): RetryAfter | undefined => {
  const { retryAfter } = input
  if (typeof retryAfter !== "string") return Decode.optionalInteger(input, "retryAfter")
  if (!/^[\x20-\x7e]*$/.test(retryAfter)) throw new Decode.BadInput("retryAfter must be a text that a header can hold")
  return retryAfter
}

const headersOf = (input: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> | undefined => {
  const headers = Decode.optionalTexts(input, "headers")
  try {
    new Headers(headers)
  } catch {
    throw new Decode.BadInput("headers must be names and texts that a header can hold")
  }
  return headers
}

const changeOf = (input: Readonly<Record<string, unknown>>): Fault => {
  const members = input.members === undefined ? undefined : Decode.object(input, "members")
  const without = Decode.optionalNames(input, "without")
  if (Object.keys(members ?? {}).length + (without ?? []).length === 0) {
    throw new Decode.BadInput("members or without must name one at least")
  }
  return Decode.present({ kind: "change", members, without, at: Decode.optionalChoice(input, "at", ["data", "top"]) })
}

/** Reads a fault from JSON; throws `BadInput`. */
export const decode = (value: unknown): Fault => {
  const all = [...new Set(["kind", ...Object.values(members).flat()])]
  const kind = Decode.optionalChoice(Decode.record(value, "fault", all), "kind", kinds)
  if (kind === undefined) throw new Decode.BadInput(`fault.kind is missing, one of ${kinds.join(", ")}`)
  const input = Decode.record(value, "fault", ["kind", ...members[kind]])
  const status = Decode.optionalHttpStatus(input, "status")
  const acts = Decode.optionalBoolean(input, "acts")
  const retryAfter = retryAfterOf(input)
  const headers = headersOf(input)
  switch (kind) {
    case "error": {
      const code = Decode.optionalInteger(input, "code")
      const message = Decode.optionalText(input, "message")
      const details = input.details === undefined ? undefined : Decode.object(input, "details")
      const later = Decode.optionalInteger(input, "later")
      return Decode.present({ kind, code, message, details, status, headers, retryAfter, acts, later })
    }
    case "html":
      return Decode.present({ kind, status, retryAfter, acts })
    case "answer": {
      const contentType = Decode.optionalText(input, "contentType")
      const location = Decode.optionalText(input, "location")
      const body = Decode.text(input, "body")
      return Decode.present({ kind, status, body, contentType, location, headers, retryAfter, acts })
    }
    case "delay": {
      const when = Decode.optionalChoice(input, "when", ["before", "after"])
      return Decode.present({ kind, ms: Decode.integer(input, "ms"), when })
    }
    case "change":
      return changeOf(input)
    case "wire": {
      const encoding = Decode.optionalChoice(input, "encoding", encodings)
      const chunked = Decode.optionalBoolean(input, "chunked")
      if (encoding === undefined && chunked !== true) throw new Decode.BadInput("wire needs an encoding or chunks")
      return Decode.present({ kind, encoding, chunked })
    }
    case "rateLimit":
      if (retryAfter === undefined) throw new Decode.BadInput("retryAfter is missing")
      return Decode.present({ kind, retryAfter, acts })
    default:
      return { kind }
  }
}

/** Reads from JSON when a script applies; throws `BadInput`. */
export const decodeMatch = (input: Readonly<Record<string, unknown>>): Match => ({
  ...(input.times === null ? { times: null } : Decode.present({ times: Decode.optionalInteger(input, "times") })),
  ...Decode.present({
    reference: Decode.optionalText(input, "reference"),
    endpoint: Decode.optionalText(input, "endpoint"),
    skip: Decode.optionalInteger(input, "skip")
  })
})

/** The names `decodeMatch` reads. */
export const matchMembers = ["reference", "endpoint", "times", "skip"] as const
