/** The README's example is the file that is compiled with the tests. */
import { readFileSync } from "node:fs"
import { assert, it } from "@effect/vitest"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import { main } from "./support/example.ts"
import { fixture } from "./support/fixtures.ts"
import { createPath } from "./support/merchant.ts"
import { recorder } from "./support/recorder.ts"

const text = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8")

it("the example is the one that is compiled", () => {
  assert.include(text("../README.md"), `\`\`\`ts\n${text("./support/example.ts")}\`\`\`\n`)
})

it.live("the example runs", () =>
  Effect.gen(function* () {
    const environment = {
      P2P_BASE_URL: "https://p2p.example",
      P2P_MERCHANT: "acme",
      P2P_API_KEY: "a",
      P2P_SIGN_KEY: "s",
      CALLBACK_BASE_URL: "https://pay.acme.test"
    }
    const network = recorder(() => new Response(fixture("create-payout-answer")))
    const status = yield* network.provide(
      Effect.provide(main, ConfigProvider.layer(ConfigProvider.fromUnknown(environment)))
    )
    assert.strictEqual(status, "processing")
    assert.deepStrictEqual(
      network.sent.map(({ url }) => new URL(url).pathname),
      [createPath]
    )
  })
)
