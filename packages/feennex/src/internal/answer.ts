/**
 * Reads the envelope of Feennex's core host, whatever the HTTP status: success with its `data`, a refusal with its
 * code, or unreadable. Success needs `result` true and `error_code` 0; a contradiction between the two is unreadable.
 */
import * as Json from "@switchyard/core/Json"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { Envelope } from "../FeennexSchema.ts"

/** What an answer says. */
export type Reading =
  | { readonly _tag: "Success"; readonly data: Json.Json | undefined }
  | { readonly _tag: "Refusal"; readonly code: number; readonly message: string }
  | { readonly _tag: "Unreadable"; readonly message: string }

const decode = Schema.decodeUnknownOption(Envelope)

const unreadable = (message: string): Reading => ({ _tag: "Unreadable", message })

/** Reads an answer by its HTTP status and body text. */
export const read = (status: number, text: string): Reading => {
  const json = Json.parse(text)
  if (Result.isFailure(json)) return unreadable(`HTTP ${status}, ${json.failure}`)
  const envelope = Option.getOrUndefined(decode(json.success))
  if (envelope === undefined) return unreadable(`HTTP ${status}, not the documented envelope`)
  const { data, error_code: code, message, result } = envelope
  const isSuccessful = status >= 200 && status < 300
  if (result && code === 0 && isSuccessful) return { _tag: "Success", data }
  // A redirect comes from something between us, and a refusal that brings data contradicts itself.
  const isRefusal = !result && code !== 0 && (isSuccessful || status >= 400)
  if (isRefusal && (data === undefined || data === null)) return { _tag: "Refusal", code, message: message ?? "" }
  return unreadable(`HTTP ${status}, result ${result} with error code ${code}`)
}
