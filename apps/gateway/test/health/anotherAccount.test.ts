/** An instance whose provider has answered with another account is said by its name, until that is right again. */
import { assert, describe, it } from "@effect/vitest"
import { ProviderError } from "@switchyard/core"
import { Switchyard } from "@switchyard/facade"
import { Effect, Layer } from "effect"
import { TestClock } from "effect/testing"
import * as Accounts from "../../src/model/AccountsThatDiffer.ts"
import { confirm } from "../../src/operations/confirming.ts"
import { configOf } from "../operations/support/simulators.ts"

const failed = (rest: object) =>
  new ProviderError.ReadFailed({
    ...{
      provider: "p2p",
      operation: "payouts.confirmAccount",
      reason: "AuthenticationFailed",
      message: "it is acct-2"
    },
    ...rest
  })

describe("the accounts that providers state", () => {
  it.effect("are asked of every instance, also where nothing is replayed, and what differs is shown by its name", () =>
    Effect.gen(function* () {
      const real = yield* Switchyard.make(configOf("p2p"), { load: (name) => import(name) })
      const accounts = Accounts.make()
      let answer: Effect.Effect<void, ProviderError.ReadFailed> = Effect.fail(failed({ isAnotherAccount: true }))
      const asked: Array<string> = []
      const confirmOn = (instance: string) =>
        Effect.suspend(() => {
          asked.push(instance)
          return instance === "p2p" ? answer : Effect.void
        })
      const switchyard = { ...real, payouts: { ...real.payouts, confirmOn } }
      yield* Effect.forkChild(
        Effect.provide(
          confirm,
          Layer.merge(
            Layer.succeed(Switchyard.Switchyard, switchyard),
            Layer.succeed(Accounts.AccountsThatDiffer, accounts)
          )
        )
      )
      yield* TestClock.adjust(1)
      assert.include(asked, "feennex")
      assert.strictEqual(yield* accounts.of("p2p"), "it is acct-2")
      assert.isUndefined(yield* accounts.of("feennex"))
      // It cannot be asked: what it said before is not taken back by that.
      answer = Effect.fail(failed({ reason: "ProviderUnavailable", message: "down" }))
      yield* TestClock.adjust(60_000)
      assert.strictEqual(yield* accounts.of("p2p"), "it is acct-2")
      answer = Effect.void
      yield* TestClock.adjust(60_000)
      assert.isUndefined(yield* accounts.of("p2p"))
    })
  )
})
