import * as Callback from "@switchyard/core/Callback"
import * as Effect from "effect/Effect"
import { callbackOf, isDisbelieved, whereSent } from "../../../internal/callbacks.ts"
import { describe, expect } from "../../../internal/expect.ts"
import { ends } from "../../../internal/running.ts"
import { created } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"

const text = (value: string) => new TextEncoder().encode(value)

const bodies: ReadonlyArray<readonly [string, Uint8Array]> = [
  ["an empty body", text("")],
  ["no format", text("paid!")],
  ["half a JSON object", text('{"reference":"')],
  ["a JSON list", text("[]")],
  ["bytes that are no text", Uint8Array.of(0xff, 0xfe, 0x00, 0x80)],
  ["JSON nested beyond reason", text("[".repeat(5_000))],
  ["a body that is too long", text(" ".repeat(Callback.maxBytes + 1))]
]

export const malformed = Law.define({
  id: "callbacks/malformed",
  title: "a body that is no callback is rejected, without a defect",
  why: "a callback address is open to everybody: what makes it throw takes the process down, and open payouts with it",
  replay: true,
  routes: "covering",
  check: whereSent(
    Effect.fnUntraced(function* (parse) {
      const { asked } = yield* created()
      const genuine = yield* callbackOf(asked.reference)
      for (const [what, body] of bodies) {
        const exit = yield* ends(parse({ ...genuine, body }))
        yield* expect(isDisbelieved(exit), `${what} is not believed`, describe(exit))
      }
    })
  )
})
