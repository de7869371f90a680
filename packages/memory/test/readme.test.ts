/** The README's example is the file that is compiled here, and its comments are true. */
import { readFileSync } from "node:fs"
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { program } from "./examples/lostAnswer.ts"

const text = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8")

it("the README has no other example than the one that is compiled", () => {
  const blocks = [...text("../README.md").matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code)
  assert.deepStrictEqual(blocks, [text("./examples/lostAnswer.ts")])
})

it.effect("the example finds the payout whose answer was lost, and it is paid once", () =>
  Effect.gen(function* () {
    const { found, outcome, paid } = yield* program
    assert.strictEqual(outcome._tag, "OutcomeUnknown")
    assert.strictEqual(found.status, "processing")
    assert.strictEqual(paid.length, 1)
  })
)
