/** Every stored mixture of status, step and attempt is one thing that an operation is doing. */

import { assert, describe, it } from "vitest"
import { due, isReadable } from "../../src/lifecycle/due.ts"
import type { Latest } from "../../src/lifecycle/Facts.ts"
import { stateOf } from "../../src/lifecycle/State.ts"
import { isEnded, isForPerson, isHeld, type Status, type Step } from "../../src/lifecycle/Status.ts"
import { everyStatus, meanings } from "../../src/model/statuses.ts"
import { now, operation, sending, sent } from "./support.ts"

const mixtures = everyStatus.flatMap((status) => meanings[status].steps.map((step) => ({ status, step })))

const stored = (status: Status, step: Step, latest: Latest) =>
  operation("payment", status, { latest }, { step, provider: "a", fingerprint: "account a" })

describe("what an operation is doing", () => {
  it("follows from each status and step that the table allows", () => {
    const states = mixtures.map(
      ({ status, step }) => `${status} ${step}: ${stateOf(stored(status, step, sent()))._tag}`
    )
    for (const [at, { status, step }] of mixtures.entries()) {
      const expected =
        isEnded(status) || isForPerson(status)
          ? "Closed"
          : step === "change"
            ? "Change"
            : isHeld(status)
              ? "Follow"
              : step === "look_up"
                ? "LookUp"
                : step === "replay"
                  ? "Replay"
                  : step === "abandon"
                    ? "Abandon"
                    : "Submit"
      assert.strictEqual(states[at], `${status} ${step}: ${expected}`)
    }
  })

  it("is sending while an attempt has no outcome, unless a person decides or it is over", () => {
    for (const { status, step } of mixtures) {
      const tag = stateOf(stored(status, step, sending(1)))._tag
      assert.strictEqual(tag, step === "none" ? "Closed" : "Sending", `${status} ${step}`)
    }
  })

  it("decides what is due: nothing for a person, and never a read of what is to be sent", () => {
    for (const { status, step } of mixtures) {
      const here = stored(status, step, sent())
      const { _tag } = due(here, undefined, now)
      const sends = {
        submit: "Submit",
        send: "Send",
        replay: "Replay",
        abandon: "Abandon",
        change: "Change",
        none: "Nothing"
      } as const
      const expected = step === "look_up" || step === "poll" || step === "sweep" ? "Read" : sends[step]
      assert.strictEqual(_tag, expected, `${status} ${step}`)
      assert.strictEqual(isReadable(here), step !== "submit" && step !== "send", `${status} ${step}`)
    }
  })
})
