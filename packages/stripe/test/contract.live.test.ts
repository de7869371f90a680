/** The live mode, tried as a person would: against a sandbox in a process of its own, and without its variables. */
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"
import * as Command from "@switchyard/contract-tests/live/Command"
import * as Effect from "effect/Effect"

const directory = fileURLToPath(new URL("..", import.meta.url))
const sandbox = fileURLToPath(new URL("../../sandbox/bin/switchyard-sandbox.js", import.meta.url))
const vitest = fileURLToPath(new URL("./vitest.mjs", import.meta.resolve("vitest/package.json")))

const live = (environment: Record<string, string>) =>
  Command.run({
    arguments: [vitest, "run", "--config", "test/contract/live.config.ts", "--reporter=verbose"],
    directory,
    environment
  })

const secret = "sk_test_sandbox"

describe("the live mode", () => {
  it.live(
    "passes on a sandbox that is another process, and reports how its answers drift from the documents",
    Effect.fnUntraced(function* () {
      const ports = ["--feennex-port", "0", "--p2p-port", "0", "--stripe-port", "0"]
      const [, url = ""] = yield* Command.until({ arguments: [sandbox, ...ports], directory }, /Stripe +(\S+)/)
      const { code, output } = yield* live({
        STRIPE_BASE_URL: url,
        STRIPE_SANDBOX_URL: url,
        STRIPE_ACCOUNT: "acct_1Sandbox000000001",
        STRIPE_SECRET_KEY: secret,
        STRIPE_CURRENCY: "USD",
        STRIPE_AMOUNT: "10.00",
        STRIPE_BANK_ACCOUNT: "ba_1SandboxUsd"
      })
      assert.strictEqual(code, 0, output)
      assert.match(output, /stripe payouts, live.*identity\/found-by-reference/)
      assert.match(output, /stripe payments, live.*identity\/found-by-reference/)
      assert.match(output, /drift:/)
      assert.notInclude(output, secret)
    }),
    120_000
  )

  it.live(
    "fails without its variables, naming every one that is missing",
    Effect.fnUntraced(function* () {
      const { code, output } = yield* live({ STRIPE_CURRENCY: "USD" })
      assert.strictEqual(code, 1, output)
      assert.include(output, "MissingVariables")
      assert.include(output, "STRIPE_SECRET_KEY: a secret key")
      assert.include(output, "STRIPE_BANK_ACCOUNT")
      assert.notInclude(output, "STRIPE_CURRENCY:")
    }),
    60_000
  )
})
