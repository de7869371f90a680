/** A provider whose sends were written by hand, without core's `make`: whatever they do, one of the four endings. */
import { assert, describe, it } from "@effect/vitest"
import type { Send } from "@switchyard/core/Outcome"
import type { Payout } from "@switchyard/core/Payout"
import * as PayoutProvider from "@switchyard/core/PayoutProvider"
import * as Plugin from "@switchyard/core/Plugin"
import * as Switchyard from "@switchyard/facade/Switchyard"
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { pair } from "./support/config.ts"
import { accept, Options } from "./support/fake.ts"
import { payoutRequest } from "./support/open.ts"

type Create = (reference: string) => unknown

const open = (create: Create) => {
  const asked: Array<string> = []
  const plugin = Plugin.define<typeof Options.Type>({
    name: "@fake/by-hand",
    options: Options,
    fingerprint: ({ account }) => account,
    make: (_, { name }) => {
      const made = PayoutProvider.make({
        provider: name,
        manifest: {
          routes: [{ method: "card", currencies: ["RUB"] }],
          duplicates: { create: { kind: "undocumented" } },
          lookUp: {},
          statusReads: { spacingMillis: 0, polling: "free" },
          callbacks: "none"
        },
        create: () => Effect.never
      })
      return Effect.succeed({
        payouts: {
          ...made,
          create: ({ reference }) => {
            asked.push(name)
            return create(reference) as Send<Payout>
          },
          cancel: ({ reference }) => {
            asked.push(name)
            return create(reference) as Send<never>
          }
        }
      })
    }
  })
  return Effect.map(Switchyard.make(pair, { load: async () => ({ plugin }) }), ({ payouts }) => ({ asked, payouts }))
}

const odd: ReadonlyArray<readonly [law: string, create: Create]> = [
  [
    "throws",
    () => {
      throw new Error("canary")
    }
  ],
  ["dies", () => Effect.die(new Error("canary"))],
  ["is no effect at all", () => undefined],
  ["is a number", () => 7],
  ["succeeds with nothing", () => Effect.succeed(undefined)],
  ["succeeds with something else", () => Effect.succeed({ _tag: "Done", canary: 1 })],
  ["is unknown for a reason that is none", () => Effect.succeed({ _tag: "OutcomeUnknown", reason: "canary" })],
  ["fails with another error", () => Effect.fail(new Error("canary"))],
  ["fails with nothing", () => Effect.fail(undefined)]
]

describe("a send that", () => {
  for (const [law, create] of odd) {
    it.effect(`${law} is unknown, and nobody else is asked`, () =>
      Effect.gen(function* () {
        const { asked, payouts } = yield* open(create)
        const created = yield* payouts.create(yield* payoutRequest())
        assert.strictEqual(created._tag, "OutcomeUnknown")
        assert.deepEqual(asked, ["a"])
        assert.notInclude(JSON.stringify(created), "canary")
        const one = yield* payouts.createOn("b", yield* payoutRequest())
        assert.strictEqual(one._tag === "OutcomeUnknown" && one.reference, "order-1001")
        const asking = yield* payouts.cancel("b", { reference: "order-1001" })
        assert.strictEqual(asking._tag === "OutcomeUnknown" && asking.operation, "payouts.cancel")
        assert.notInclude(JSON.stringify(asking), "canary")
      })
    )
  }

  it.effect("knows no deadline is still not called after it", () =>
    Effect.gen(function* () {
      const { asked, payouts } = yield* open(() => accept)
      const sendUntil = DateTime.makeUnsafe(yield* Clock.currentTimeMillis)
      const result = yield* Effect.result(payouts.createOn("a", yield* payoutRequest(), { sendUntil }))
      assert.strictEqual(Result.isFailure(result) && result.failure.reason, "TimedOut")
      assert.deepEqual(asked, [])
    })
  )
})
