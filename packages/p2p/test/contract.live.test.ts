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

const keys = { P2P_API_KEY: "kanareika-live-api-key", P2P_SIGN_KEY: "kanareika-live-sign-key" }
const card = "4276550018273642"

const options = [
  ["--feennex-port", "0"],
  ["--p2p-port", "0"],
  ["--stripe-port", "0"],
  ["--p2p-api-key", keys.P2P_API_KEY],
  ["--p2p-sign-key", keys.P2P_SIGN_KEY],
  ["--p2p-template", "{order_id}:{sign_key}"]
].flat()

describe("the live mode", () => {
  it.live(
    "passes on a sandbox that is another process, and reports how its answers drift from the document",
    Effect.fnUntraced(function* () {
      const [, url = ""] = yield* Command.until({ arguments: [sandbox, ...options], directory }, /P2P +(\S+)/)
      const { code, output } = yield* live({
        ...keys,
        P2P_BASE_URL: url,
        P2P_SANDBOX_URL: url,
        P2P_MERCHANT: "sandbox",
        P2P_CALLBACK_BASE_URL: "https://pay.example.com",
        P2P_STANDART_SIGN: "{order_id}:{sign_key}",
        P2P_CURRENCY: "RUB",
        P2P_RECIPIENT_CARD: card,
        P2P_AMOUNT: "500.00"
      })
      assert.strictEqual(code, 0, output)
      assert.match(output, /p2p payouts, live.*identity\/found-by-reference/)
      assert.match(output, /p2p payouts, live.*capabilities\/cancel/)
      assert.match(output, /drift:/)
      for (const value of [...Object.values(keys), card]) assert.notInclude(output, value)
    }),
    60_000
  )

  it.live(
    "fails without its variables, naming every one that is missing",
    Effect.fnUntraced(function* () {
      const { code, output } = yield* live({ P2P_BASE_URL: "https://example.com" })
      assert.strictEqual(code, 1, output)
      assert.include(output, "MissingVariables")
      assert.include(output, "P2P_SIGN_KEY: the sign_key of payouts")
      assert.include(output, "P2P_RECIPIENT_CARD")
      assert.notInclude(output, "P2P_BASE_URL:")
    }),
    60_000
  )
})
