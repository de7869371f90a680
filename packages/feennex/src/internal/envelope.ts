/**
 * Reads the envelope of Feennex's core host; that it agrees with its HTTP status is checked by core. Success needs `result` true and `error_code` 0; a
 * contradiction between the two is no code of any kind.
 */
import * as Endpoint from "@switchyard/core/Endpoint"
import * as Wire from "@switchyard/core/Wire"
import { Envelope } from "../FeennexSchema.ts"

// Code 10, and on one page code 1, also mean a bad signature: only the beginning of the message decides. And "Withdraw (id=3)
// wasn't found", or the same of an invoice, is the whole text, about the operation and nothing else.
const types: ReadonlyArray<readonly [type: string, text: RegExp]> = [
  ["bad signature", /^\s*invalid sign\s*(,|$)/i],
  ["not found", /^\s*(?:withdraw|invoice)\s*\([^()]*\)\s*wasn't found\s*\.?\s*$/i]
]

/** Reads an answer. */
export const read = Endpoint.envelope(Envelope, ({ data, error_code, message, result }, { status }) => {
  const code = String(error_code)
  if (result && error_code === 0) return Endpoint.success(data)
  // A refusal that brings data contradicts itself.
  if (!result && error_code !== 0 && !Wire.isGiven(data)) {
    const words = message || "no message given"
    return Endpoint.refusal(words, { code, type: types.find(([, text]) => text.test(words))?.[0] })
  }
  return Endpoint.unreadable(`HTTP ${status}, result ${result} with error code ${code}`)
})
