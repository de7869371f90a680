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

const secret = "kanareika-live-secret"
const card = "4276550018273642"

describe("the live mode", () => {
  it.live(
    "passes on a sandbox that is another process, and reports how its answers drift from the documents",
    Effect.fnUntraced(function* () {
      const others = ["--p2p-port", "0", "--stripe-port", "0"]
      const ports = ["--feennex-port", "0", ...others, "--feennex-secret", secret]
      const [, url = ""] = yield* Command.until({ arguments: [sandbox, ...ports], directory }, /Feennex +(\S+)/)
      const { code, output } = yield* live({
        FEENNEX_BASE_URL: url,
        FEENNEX_H2H_BASE_URL: url,
        FEENNEX_SANDBOX_URL: url,
        FEENNEX_SHOP_ID: "112",
        FEENNEX_SHOP_CURRENCY: "USD",
        FEENNEX_SECRET_KEY: secret,
        FEENNEX_CURRENCY: "USD",
        FEENNEX_PAYOUT_PAYWAY: "card_usd",
        FEENNEX_PAYMENT_PAYWAY: "card_usd",
        FEENNEX_RECIPIENT_CARD: card,
        FEENNEX_AMOUNT: "10.00"
      })
      assert.strictEqual(code, 0, output)
      assert.match(output, /feennex payouts, live.*identity\/found-by-reference/)
      assert.match(output, /feennex payments, live.*identity\/found-by-reference/)
      assert.match(output, /drift:/)
      for (const value of [secret, card]) assert.notInclude(output, value)
    }),
    60_000
  )

  it.live(
    "fails without its variables, naming every one that is missing",
    Effect.fnUntraced(function* () {
      const { code, output } = yield* live({ FEENNEX_BASE_URL: "https://core.feennex.com" })
      assert.strictEqual(code, 1, output)
      assert.include(output, "MissingVariables")
      assert.include(output, "FEENNEX_SECRET_KEY: its secret key")
      assert.include(output, "FEENNEX_RECIPIENT_CARD")
      assert.notInclude(output, "FEENNEX_BASE_URL:")
    }),
    60_000
  )
})
