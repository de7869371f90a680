/**
 * The walk finds every fault that is planted into the machine, and shows the way to it. That it finds nothing in the machine without
 * them is what `walk.test.ts` shows.
 */
import { assert, describe, it } from "vitest"
import { faults } from "./faults.ts"
import { judge } from "./judge.ts"
import { walkOf } from "./scenarios.ts"

describe("a machine that", { timeout: 120_000 }, () => {
  it.each(faults)("$name", ({ breaks, machine, ...scenario }) => {
    const { wrong } = judge(walkOf(scenario, machine))
    assert.isNotNull(wrong, "the walk has found nothing")
    const [law = "", beginning = "", ...way] = String(wrong).split("\n")
    assert.match(law, breaks)
    assert.match(beginning, /^ {3}0\. created: /)
    assert.isAbove(way.length, 1)
  })
})
