/**
 * Reads the envelope of Feennex's core host, whatever the HTTP status: a success with its `data`, or why it is none.
 * Success needs `result` true and `error_code` 0; a contradiction between the two is no code of any kind.
 */
import * as Json from "@switchyard/core/Json"
import * as Wire from "@switchyard/core/Wire"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { Envelope } from "../FeennexSchema.ts"

/** Why an answer is no success: the error code of a refusal, undefined where the answer cannot be understood. */
export interface NoSuccess {
  readonly code: number | undefined
  readonly message: string
}

const decode = Schema.decodeUnknownResult(Envelope)

const unreadable = (message: string) => Result.fail<NoSuccess>({ code: undefined, message })

/** Reads an answer by its HTTP status and body text. */
export const read = (status: number, text: string): Result.Result<Json.Json | undefined, NoSuccess> => {
  const json = Json.parse(text)
  if (Result.isFailure(json)) return unreadable(`HTTP ${status}, ${json.failure}`)
  const envelope = decode(json.success)
  if (Result.isFailure(envelope)) return unreadable(`HTTP ${status}, not the documented envelope`)
  const { data, error_code: code, message, result } = envelope.success
  const family = Math.floor(status / 100)
  if (result && code === 0 && family === 2) return Result.succeed(data)
  // A redirect comes from something between us, and a refusal that brings data contradicts itself.
  if (!result && code !== 0 && family !== 3 && !Wire.isGiven(data)) {
    return Result.fail({ code, message: message || "no message given" })
  }
  return unreadable(`HTTP ${status}, result ${result} with error code ${code}`)
}
