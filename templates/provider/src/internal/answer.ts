/**
 * Reads the envelope of an answer: success with its data, a refusal with its code, or unreadable. Anything that
 * contradicts itself is unreadable, and as long as the envelope is not described here, so is everything.
 */
import type * as Json from "@switchyard/core/Json"
import { unfinished } from "./unfinished.ts"

/** What an answer says. */
export type Reading =
  | { readonly _tag: "Success"; readonly data: Json.Json | undefined }
  | { readonly _tag: "Refusal"; readonly code: string; readonly message: string }
  | { readonly _tag: "Unreadable"; readonly message: string }

/** Reads an answer by its HTTP status and body text. */
export const read = (status: number, _text: string): Reading => ({
  _tag: "Unreadable",
  message: unfinished(4, `internal/answer.ts reads an answer with HTTP ${status}`)
})
