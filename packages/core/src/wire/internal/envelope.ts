/**
 * The verdict of an answer's envelope: yes, no, or nothing. How it is read is up to the adapter; that it agrees with its
 * HTTP status is checked here, for all of them.
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type * as Http from "../../http/Http.ts"
import type { Details } from "../Call.ts"
import * as Json from "../Json.ts"

/** The provider says yes; whether the data are the documented ones is checked later. */
export interface Success {
  readonly _tag: "Success"
  readonly data: Json.Json | undefined
  /** The provider's id, so that it is known where to look if the rest cannot be read. */
  readonly providerReference?: string | undefined
}

/**
 * The provider says no, in its own form; what that proves stands in the code table. One that names an id as well
 * contradicts itself: something exists there, so a send that is answered so is unknown, whatever the table says.
 */
export interface Refusal extends Omit<Details, "providerCode"> {
  readonly _tag: "Refusal"
  readonly message: string
  readonly type?: string | undefined
  readonly code?: string | undefined
  /** The whole text by which a provider without codes is understood. */
  readonly text?: string | undefined
}

/** Neither of the two: not the provider's form, or a contradiction in itself. */
export interface Unreadable {
  readonly _tag: "Unreadable"
  readonly message: string
  readonly providerReference?: string | undefined
}

/** The verdict of an answer's envelope. */
export type Reading = Success | Refusal | Unreadable

/** An answer that says yes. */
export const success = (data: Json.Json | undefined, details: Omit<Success, "_tag" | "data"> = {}): Reading => ({
  _tag: "Success",
  data,
  ...details
})

/** An answer that says no. */
export const refusal = (message: string, details: Omit<Refusal, "_tag" | "message"> = {}): Reading => ({
  _tag: "Refusal",
  message,
  ...details
})

/** An answer that says nothing. */
export const unreadable = (message: string, details: Omit<Unreadable, "_tag" | "message"> = {}): Reading => ({
  _tag: "Unreadable",
  message,
  ...details
})

/** Reads the envelope of an answer, whatever its HTTP status. */
export type Read = (answer: Http.Answer) => Reading

/**
 * Reads an envelope that is JSON and has this shape; what is none is unreadable. So is what `read` says nothing about: an
 * envelope that contradicts itself or its HTTP status. The answer is there for a provider that says part of it in headers,
 * the whole body for one whose data have no envelope around them.
 */
export const envelope = <S extends Schema.ConstraintDecoder<unknown>>(
  schema: S,
  read: (envelope: S["Type"], answer: Http.Answer, body: Json.Json) => Reading | undefined
): Read => {
  const decode = Schema.decodeUnknownResult(schema)
  return (answer) => {
    const { status, text } = answer
    const json = Json.parse(text)
    if (Result.isFailure(json)) return unreadable(`HTTP ${status}, ${json.failure}`)
    const found = decode(json.success)
    if (Result.isFailure(found)) return unreadable(`HTTP ${status}, not the documented envelope`)
    return read(found.success, answer, json.success) ?? contradiction(status)
  }
}

const contradiction = (
  status: number,
  { said, ...details }: { said?: string; providerReference?: string | undefined } = {}
) => unreadable(`HTTP ${status} contradicts its body${said === undefined ? "" : `: ${said}`}`, details)

// Whoever has to find out what it is about asks the provider by its own code and words.
const saidBy = ({ code, message }: Refusal): string => (code === undefined ? message : `${code}, ${message}`)

/** Whatever an adapter makes of a body: only 2xx is a yes, and a redirect comes from something between us. */
export const consistent = (status: number, reading: Reading): Reading => {
  const family = Math.floor(status / 100)
  const isImpossible = reading._tag === "Success" ? family !== 2 : reading._tag === "Refusal" && family === 3
  if (!isImpossible) return reading
  const { providerReference } = reading
  return contradiction(status, { providerReference, ...(reading._tag === "Refusal" ? { said: saidBy(reading) } : {}) })
}
