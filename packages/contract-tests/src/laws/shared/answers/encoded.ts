import { brotliCompressSync, gzipSync } from "node:zlib"
import * as Effect from "effect/Effect"
import type { Answer } from "../../../Harness.ts"
import { calls, endedUnder, isOpen } from "../../../internal/calls.ts"
import { describe, expect } from "../../../internal/expect.ts"
import * as Law from "../../../Law.ts"

const encodings = { gzip: gzipSync, br: brotliCompressSync }

const encodedBy =
  (encoding: keyof typeof encodings) =>
  ({ body, status }: Answer): Answer => ({
    status,
    body: "",
    bytes: new Uint8Array(encodings[encoding](body)),
    headers: { "content-encoding": encoding }
  })

export const encoded = Law.define({
  id: "answers/encoded",
  title: "an answer that comes compressed is read, or proves nothing: it is no refusal and not 'not found'",
  why: "a proxy in between compresses what it likes: bytes that nobody unpacked are not the provider's no",
  replay: true,
  check: Effect.gen(function* () {
    for (const call of yield* calls) {
      for (const encoding of ["gzip", "br"] as const) {
        const { outcome, exit } = yield* endedUnder(call, { kind: "changed", change: encodedBy(encoding) })
        const isRight = outcome.as === "Accepted" || outcome.as === "Found" || isOpen(outcome)
        const expected = `${call.operation} whose answer comes as ${encoding} is read, or ends as OutcomeUnknown or ReadFailed`
        yield* expect(isRight, expected, describe(exit))
      }
    }
  })
})
