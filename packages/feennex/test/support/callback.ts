/** The genuine callback of the vector feennex-callback-form, and how to sign, write and parse one like it. */
import { assert } from "@effect/vitest"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import { fixture } from "./fixtures.ts"
import { ended } from "./plain.ts"
import { shop } from "./shop.ts"
import { signature } from "./signature.ts"

export type Fields = Readonly<Record<string, string>>

interface Vector {
  readonly id: string
  readonly values: Fields
  readonly expected: string
}

const { vectors }: { readonly vectors: ReadonlyArray<Vector> } = JSON.parse(fixture("vectors"))
export const { expected, values } = vectors.find(({ id }) => id === "feennex-callback-form") ?? assert.fail("no vector")
export const genuine: Fields = { ...values, sign: expected }

export const form = (fields: Fields): string => new URLSearchParams(fields).toString()

export const byName = ([a]: readonly [string, string], [b]: readonly [string, string]) => (a < b ? -1 : 1)

/** Signed by the documents: what is not empty, by name. */
export const signed = (fields: Fields): Fields => {
  const texts = Object.entries(fields).filter(([, value]) => value !== "")
  return { ...fields, sign: signature(...texts.sort(byName).map(([, value]) => value)) }
}

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

export const parse = (body: string | Uint8Array) =>
  Effect.gen(function* () {
    const { parseCallback } = yield* shop({ shopId: 1 })
    if (parseCallback === undefined) return assert.fail("no callbacks")
    const raw = { body: typeof body === "string" ? bytes(body) : body, headers: {}, path: "payments/success" }
    const events = parseCallback({ ...raw, receivedAt: DateTime.makeUnsafe(0) })
    return yield* ended(Effect.map(events, ([event]) => event))
  })

export const rejected = (reason: string, message: string) => ({
  _tag: "CallbackRejected",
  provider: "feennex",
  reason,
  message
})
export const mismatch = rejected("SignatureInvalid", "the signature does not match")
