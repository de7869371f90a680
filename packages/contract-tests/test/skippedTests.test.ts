/** What the check of this repository takes for a test that is left out. */
import { expect, test } from "vitest"
import { skipped } from "../../../scripts/skippedTests.ts"

// Put together, so that this file does not look as if it left a test out.
const said = (...words: ReadonlyArray<string>) => words.join(".")

test.for([
  ["it", "skip"],
  ["it", "effect", "skip"],
  ["it", "live", "only"],
  ["it", "effect", "fails"],
  ["test", "concurrent", "todo"],
  ["test", "skipIf"],
  ["describe", "concurrent", "only"],
  ["describe", "sequential", "runIf"],
  ["suite", "skip"]
])("%s leaves a test out", (words) => {
  expect(skipped(`  ${said(...words)}("pays", () => {})`)).toBe(said(...words))
})

test("an option leaves a test out as well", () => {
  expect(skipped(`it.effect("pays", { ${"skip"}: true }, () => {})`)).toContain("it.effect")
})

test.for([
  `it.effect("skips what is paid only once", () => {})`,
  "describe.concurrent(name)",
  "limit.only.once",
  "fc.record({ skip: 0 })"
])("%s leaves none out", (text) => expect(skipped(text)).toBeUndefined())
