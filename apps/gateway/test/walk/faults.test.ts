/**
 * The walk finds every fault that is planted into the machine, and shows the way to it. That it finds nothing in the machine
 * without them, with the same two providers and the same incidents, is what `walk.test.ts` shows.
 */
import { assert, describe, it } from "vitest"
import { faults } from "./faults.ts"
import { judge } from "./judge.ts"
import { walkOf } from "./Scenario.ts"
import { pairs } from "./scenarios.ts"

describe("a machine that", () => {
  it.each(faults)("$name", ({ breaks, decide: faulty, incidents, kind, manifests, most }) => {
    const scenario = { kind, incidents, most, manifests: manifests ?? pairs.usual }
    const { wrong } = judge(walkOf(scenario, faulty))
    assert.isNotNull(wrong, "the walk has found nothing")
    const [law = "", beginning = "", ...way] = String(wrong).split("\n")
    assert.match(law, breaks)
    // What can be read is the way from the beginning to what is wrong.
    assert.match(beginning, /^ {3}0\. created: created, next submit/)
    assert.isAbove(way.length, 1)
  })
})
