import { readFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import * as Sandbox from "@switchyard/sandbox/Sandbox"
import * as Effect from "effect/Effect"
import { feennex, pay } from "../examples/payout.ts"

const text = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8")

const sandbox = Effect.acquireRelease(
  Effect.promise(() => Sandbox.start()),
  ({ close }) => Effect.promise(close)
)

describe("the example in the README", () => {
  it("is the example that is compiled and run here, letter by letter", () => {
    assert.include(text("../../../README.md"), text("../examples/payout.ts").trim())
  })

  it.live("pays once at the simulator, and says unknown when the answer is lost", () =>
    Effect.gen(function* () {
      const { feennex: far } = yield* sandbox
      const run = Effect.provide(pay, feennex(far.url, "sandbox_secret"))
      assert.match(yield* run, /^accepted as \d+$/)
      far.admin.reset()
      far.admin.fault({ kind: "resetAfter" }, { endpoint: "/withdraw/create" })
      assert.strictEqual(yield* run, "unknown (ConnectionLost): look up payout-2001, never send it again")
      assert.strictEqual(far.admin.operations("payout-2001").length, 1)
    })
  )
})
