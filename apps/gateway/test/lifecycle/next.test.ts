/** What does not fit together cannot be decided: it does not compile. */
import { assert, describe, it } from "vitest"
import { decided, kept, type Next } from "../../src/lifecycle/Decision.ts"
import { everyStatus, everyStep, meanings } from "../../src/model/statuses.ts"
import { operation } from "./support.ts"

describe("the state that a decision leads to", () => {
  it("has a next step that its status can have, and a time for it exactly when there is one", () => {
    const fitting: ReadonlyArray<Next> = [
      { status: "created", step: "submit", delay: 0 },
      { status: "unknown", step: "send", delay: 0 },
      { status: "needs_review", step: "none", delay: null },
      { status: "paid", step: "sweep", delay: 1 },
      // @ts-expect-error a person decides, so nothing is looked up
      { status: "needs_review", step: "sweep", delay: 0 },
      // @ts-expect-error what its provider has is never sent again
      { status: "processing", step: "send", delay: 0 },
      // @ts-expect-error what is open has a next step
      { status: "processing", step: "none", delay: null },
      // @ts-expect-error what was paid is not submitted
      { status: "paid", step: "submit", delay: 0 },
      // @ts-expect-error a step without a time
      { status: "unknown", step: "look_up", delay: null },
      // @ts-expect-error a time without a step
      { status: "failed", step: "none", delay: 0 }
    ]
    const fits = ({ delay, status, step }: Next) =>
      meanings[status].steps.some((each) => each === step) && (delay === null) === (step === "none")
    assert.deepStrictEqual(fitting.map(fits).indexOf(false), 4)
    assert.lengthOf(fitting.filter(fits), 4)
  })

  it("is the one that it was in where nothing moves", () => {
    for (const status of everyStatus) {
      for (const step of everyStep) {
        const before = { ...operation("payment", "created"), status, step }
        const after = kept(before)
        assert.deepInclude(after, { status, step, delay: step === "none" ? null : "keep", announce: null })
      }
    }
  })

  it("is refused where the table has no such move", () => {
    const paid = operation("payout", "paid")
    assert.strictEqual(decided(paid, { status: "failed", step: "none", delay: null })._tag, "Illegal")
  })
})
