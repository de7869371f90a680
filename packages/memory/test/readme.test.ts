/** The README's examples are the files that are compiled here, and its comments are true. */
import { readFileSync } from "node:fs"
import { assert, it } from "@effect/vitest"
import * as Money from "@switchyard/core/Money"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { Memory } from "../src/index.ts"
import { decode } from "../src/MemoryOptions.ts"
import { program } from "./examples/lostAnswer.ts"
import { bank } from "./examples/served.ts"

const text = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8")
const blocks = (language: string) =>
  [...text("../README.md").matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, "gms"))].map(([, code]) => code)

it("the README has no other examples than those that are compiled", () => {
  assert.deepStrictEqual(blocks("ts"), [text("./examples/lostAnswer.ts"), text("./examples/served.ts")])
})

it.effect("the example finds the payout whose answer was lost, and it is paid once", () =>
  Effect.gen(function* () {
    const { found, outcome, paid } = yield* program
    assert.strictEqual(outcome._tag, "OutcomeUnknown")
    assert.strictEqual(found.status, "processing")
    assert.strictEqual(paid.length, 1)
  })
)

it.live("the config of the README reaches the bank that its example serves", () =>
  Effect.gen(function* () {
    const { simulator, url } = yield* Effect.acquireRelease(Effect.promise(bank), ({ close }) => Effect.promise(close))
    const env: Readonly<Record<string, string>> = { BANK_URL: url, BANK_SECRET_KEY: "test_secret" }
    const [config = ""] = blocks("json")
    const filled = config.replace(/\{ "\$env": "(\w+)" \}/g, (_, name) => `"${env[name]}"`)
    const { payouts } = yield* Memory.make(yield* decode(JSON.parse(filled).options))
    const destination = { type: "card" as const, number: Redacted.make("4276550018273642") }
    yield* payouts.create({ reference: "payout-1", amount: Money.unsafe("1500.00", "RUB"), destination })
    assert.strictEqual(simulator.operations("payout").length, 1)
  })
)
