/**
 * Reads the envelope of an answer: success with its data, a refusal with its code, or unreadable. A success needs a 2xx
 * status; anything that contradicts itself is unreadable.
 */
import * as Json from "@switchyard/core/Json"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { Envelope } from "../MemorySchema.ts"

/** What an answer says. */
export type Reading =
  | { readonly _tag: "Success"; readonly data: Json.Json | undefined }
  | { readonly _tag: "Refusal"; readonly code: string; readonly message: string }
  | { readonly _tag: "Unreadable"; readonly message: string }

const decode = Schema.decodeUnknownOption(Envelope)

const unreadable = (message: string): Reading => ({ _tag: "Unreadable", message })

/** Reads an answer by its HTTP status and body text. */
export const read = (status: number, text: string): Reading => {
  const json = Json.parse(text)
  if (Result.isFailure(json)) return unreadable(`HTTP ${status}, ${json.failure}`)
  const envelope = Option.getOrUndefined(decode(json.success))
  if (envelope === undefined) return unreadable(`HTTP ${status}, not the documented envelope`)
  const { code, data, message, ok } = envelope
  if (ok && code === undefined && status >= 200 && status < 300) return { _tag: "Success", data }
  if (!ok && code !== undefined && status >= 400) return { _tag: "Refusal", code, message: message ?? "" }
  return unreadable(`HTTP ${status} contradicts its body`)
}
