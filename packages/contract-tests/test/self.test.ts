/** The kit tests itself: each wrong adapter breaks exactly the laws that are named for it. */
import { describe, expect, test } from "vitest"
import { trial } from "./support/trial.ts"
import { all } from "./wrong/all.ts"

describe("wrong adapters", () => {
  test.for(all)("$name: $mistake", async (wrong) => {
    const broken = await trial(wrong)
    const unexpected = [...broken]
      .filter(([id]) => !wrong.breaks.includes(id))
      .map(([id, message]) => `${id}: ${message}`)
    expect([...broken.keys()].toSorted(), unexpected.join("\n")).toEqual(wrong.breaks.toSorted())
  })
})
