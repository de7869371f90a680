/**
 * The ways a provider's answer can go wrong, as data. A fault says whether the provider acted before it went wrong,
 * because that is the difference between money that moved and money that did not.
 */
import * as Decode from "./internal/decode.ts"
import type { Match } from "./Script.ts"

/** One scripted fault. */
export type Fault =
  /** The provider's own error answer, without acting. */
  | { readonly kind: "error"; readonly code?: number; readonly message?: string; readonly status?: number }
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
  /** An HTML page of a proxy, status 502 unless told otherwise. */
  | { readonly kind: "html"; readonly status?: number; readonly acts?: boolean }
  /** Any status and body. */
  | {
      readonly kind: "answer"
      readonly status?: number
      readonly body: string
      readonly contentType?: string
      /** Where a redirect leads. */
      readonly location?: string
      readonly acts?: boolean
    }
  /** The provider waits on the clock, `before` acting unless told otherwise; further faults still apply. */
  | { readonly kind: "delay"; readonly ms: number; readonly when?: "before" | "after" }
  /** HTTP 429 with `Retry-After` in seconds, without acting. */
  | { readonly kind: "rateLimit"; readonly retryAfter: number }

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
  "rateLimit"
] as const satisfies ReadonlyArray<Fault["kind"]>

const members: Readonly<Record<Fault["kind"], ReadonlyArray<string>>> = {
  error: ["code", "message", "status"],
  refuse: [],
  resetBefore: [],
  resetAfter: [],
  silentBefore: [],
  silentAfter: [],
  truncate: [],
  html: ["status", "acts"],
  answer: ["status", "body", "contentType", "location", "acts"],
  delay: ["ms", "when"],
  rateLimit: ["retryAfter"]
}

const httpStatus = (input: Readonly<Record<string, unknown>>): number | undefined => {
  const status = Decode.optionalInteger(input, "status")
  if (status !== undefined && (status < 200 || status > 599)) throw new Decode.BadInput("status must be 200 to 599")
  return status
}

/** Reads a fault from JSON; throws `BadInput`. */
export const decode = (value: unknown): Fault => {
  const all = [...new Set(["kind", ...Object.values(members).flat()])]
  const kind = Decode.optionalChoice(Decode.record(value, "fault", all), "kind", kinds)
  if (kind === undefined) throw new Decode.BadInput(`fault.kind is missing, one of ${kinds.join(", ")}`)
  const input = Decode.record(value, "fault", ["kind", ...members[kind]])
  const status = httpStatus(input)
  const acts = Decode.optionalBoolean(input, "acts")
  switch (kind) {
    case "error": {
      const code = Decode.optionalInteger(input, "code")
      return Decode.present({ kind, code, message: Decode.optionalText(input, "message"), status })
    }
    case "html":
      return Decode.present({ kind, status, acts })
    case "answer": {
      const contentType = Decode.optionalText(input, "contentType")
      const location = Decode.optionalText(input, "location")
      return Decode.present({ kind, status, body: Decode.text(input, "body"), contentType, location, acts })
    }
    case "delay": {
      const when = Decode.optionalChoice(input, "when", ["before", "after"])
      return Decode.present({ kind, ms: Decode.integer(input, "ms"), when })
    }
    case "rateLimit":
      return { kind, retryAfter: Decode.integer(input, "retryAfter") }
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
