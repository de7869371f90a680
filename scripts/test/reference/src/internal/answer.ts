/** Reads the envelope of an answer. A success needs a 2xx status; anything that contradicts itself is unreadable. */
import * as Json from "@switchyard/core/Json"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { Envelope } from "../AcmePaySchema.ts"

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
  const { error, result, success } = envelope
  const isOk = status >= 200 && status < 300
  if (success && error === undefined && isOk) return { _tag: "Success", data: result }
  if (!success && error !== undefined && (isOk || status >= 400)) {
    return { _tag: "Refusal", code: error.code, message: error.text ?? "" }
  }
  return unreadable(`HTTP ${status} contradicts its body`)
}
