/** The examples in the root README, letter by letter, at the simulators. */
import { readFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import * as Sandbox from "@switchyard/sandbox/Sandbox"
import * as Effect from "effect/Effect"
import { payOnce } from "../examples/facade.ts"
import { feennex, pay } from "../examples/payout.ts"
import { environment } from "../src/start/sandboxWorld.ts"

const text = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8")
const readme = text("../../../README.md")
const blocks = (language: string) =>
  [...readme.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, "gms"))].map(([, code]) => code)

const sandbox = Effect.acquireRelease(
  Effect.promise(() => Sandbox.start()),
  ({ close }) => Effect.promise(close)
)

describe("the examples in the README", () => {
  it("are the ones that are compiled and run here", () => {
    assert.deepStrictEqual(blocks("ts"), [text("../examples/payout.ts"), text("../examples/facade.ts")])
  })

  it.live("pay once at the simulator, and say unknown when the answer is lost", () =>
    Effect.gen(function* () {
      const { feennex: simulator } = yield* sandbox
      const run = Effect.provide(pay, feennex(simulator.url, "sandbox_secret"))
      assert.match(yield* run, /^accepted as \d+$/)
      simulator.admin.reset()
      simulator.admin.fault({ kind: "resetAfter" }, { endpoint: "/withdraw/create" })
      assert.strictEqual(yield* run, "unknown (ConnectionLost): look up payout-2001, never send it again")
      assert.strictEqual(simulator.admin.operations("payout-2001").length, 1)
    })
  )

  it.live("pay by the routes of the README, and at the second provider where the first did nothing", () =>
    Effect.gen(function* () {
      const { feennex: first, p2p: simulator } = yield* sandbox
      const env = environment({ feennex: first, p2p: simulator, stripe: { url: "http://127.0.0.1:9" } }, 9)
      const filled = text("../sandbox.json").replace(/\{\s*"\$env": "(\w+)"\s*\}/g, (_, name) => `"${env[name]}"`)
      const [routes] = blocks("json")
      const config = { ...JSON.parse(filled), ...JSON.parse(routes ?? "") }
      simulator.admin.fault({ kind: "error", message: "overloading requisite" }, { endpoint: "create_pay_out" })
      const answer = yield* Effect.promise(() => payOnce(config))
      assert.strictEqual(answer._tag, "accepted")
      assert.deepStrictEqual(
        [simulator, first].map(({ admin }) => admin.operations("payout-2002").length),
        [0, 1]
      )
    })
  )
})
