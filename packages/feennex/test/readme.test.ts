/** The README's example is the file that is compiled here, and it runs against the simulator. */
import { readFileSync } from "node:fs"
import { assert, it } from "@effect/vitest"
import { Money } from "@switchyard/core"
import * as Sandbox from "@switchyard/sandbox/Sandbox"
import * as Effect from "effect/Effect"
import { program, shop } from "./examples/payment.ts"
import { compare } from "./examples/register.ts"

const text = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8")

const sandbox = Effect.acquireRelease(
  Effect.promise(() => Sandbox.start()),
  ({ close }) => Effect.promise(close)
)

it("the README has no other examples than the ones that are compiled", () => {
  const blocks = [...text("../README.md").matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code)
  assert.deepStrictEqual(blocks, [text("./examples/payment.ts"), text("./examples/register.ts")])
})

it.live("the example asks a payer once, and finds the payment when the answer is lost", () =>
  Effect.gen(function* () {
    const { feennex: simulator } = yield* sandbox
    const run = Effect.provide(program, shop("sandbox_secret", simulator.url))
    assert.strictEqual((yield* run).status, "awaiting_payer")
    simulator.admin.reset()
    simulator.admin.fault({ kind: "resetAfter" }, { endpoint: "/invoice/create" })
    assert.strictEqual((yield* run).status, "awaiting_payer")
    assert.strictEqual(simulator.admin.operations("invoice-1001").length, 1)
  })
)

it.live("the second example compares the register of a paid payment with the ledger", () =>
  Effect.gen(function* () {
    const { feennex: simulator } = yield* sandbox
    const { reference } = yield* Effect.provide(program, shop("sandbox_secret", simulator.url))
    yield* Effect.promise(() => simulator.admin.pay(reference))
    const register = new TextEncoder().encode(simulator.admin.register())
    const usd = (value: string) => Money.unsafe(value, "USD")
    const unstated = { kind: "payment", reference, status: "paid", amount: usd("12.50") } as const
    const operation = { ...unstated, net: usd("12.00") }
    const clean = { matched: 0, notComparable: 0, findings: [], badRows: [] }
    assert.deepStrictEqual(yield* compare(register, [operation]), { ...clean, matched: 1 })
    assert.deepStrictEqual(yield* compare(register, [unstated]), { ...clean, notComparable: 1 })
    const { findings } = yield* compare(register, [{ ...operation, status: "failed" }])
    assert.deepStrictEqual(
      findings.map(({ kind, ours, theirs }) => [kind, ours, theirs]),
      [["status", "failed", "paid"]]
    )
  })
)
