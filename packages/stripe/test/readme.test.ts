/** The README's example is the file that is compiled here, and it runs against the simulator. */
import { readFileSync } from "node:fs"
import { assert, it } from "@effect/vitest"
import * as Sandbox from "@switchyard/sandbox/Sandbox"
import * as Effect from "effect/Effect"
import { program, shop } from "./examples/payment.ts"

const text = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8")

const sandbox = Effect.acquireRelease(
  Effect.promise(() => Sandbox.start()),
  ({ close }) => Effect.promise(close)
)

it("the README has no other examples than the one that is compiled", () => {
  const blocks = [...text("../README.md").matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code)
  assert.deepStrictEqual(blocks, [text("./examples/payment.ts")])
})

it.live("the example asks a payer once, and finds the payment when the answer is lost", () =>
  Effect.gen(function* () {
    const { stripe: simulator } = yield* sandbox
    const run = Effect.provide(program, shop("sk_test_sandbox", "acct_1Sandbox000000001", simulator.url))
    const first = yield* run
    assert.strictEqual(first.status, "awaiting_payer")
    simulator.admin.reset()
    simulator.admin.fault({ kind: "resetAfter" }, { endpoint: "POST /v1/checkout/sessions" })
    assert.strictEqual((yield* run).status, "awaiting_payer")
    const made = simulator.admin.executions().filter(({ kind }) => kind === "checkout.session.create")
    assert.lengthOf(made, 1)
  })
)
