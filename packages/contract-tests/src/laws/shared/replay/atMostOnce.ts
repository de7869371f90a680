import * as Money from "@switchyard/core/Money"
import type * as Replay from "@switchyard/core/Replay"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { show } from "../../../internal/amounts.ts"
import { broken, describe, expect } from "../../../internal/expect.ts"
import { heldOf, isPayee } from "../../../internal/held.ts"
import { due, lost, replayed, whereReplayed } from "../../../internal/replays.ts"
import { ends } from "../../../internal/running.ts"
import { lookedUp, spaced } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"
import type { Reported } from "../../../Subject.ts"

const ways = [
  { what: "a create whose answer was lost", kind: "cutAfterActing", isThere: true },
  { what: "a create that never arrived", kind: "cutBeforeReading", isThere: false }
] as const

// What the end of a replay shows of the operation, if it shows what it must.
const shown = (ended: Replay.Ended<Reported>, isRevealed: boolean): Pick<Reported, "providerReference"> | undefined => {
  if (!isRevealed) return ended._tag === "Accepted" ? ended.value : undefined
  return ended._tag === "OutcomeUnknown" && ended.providerReference !== undefined ? ended : undefined
}

export const atMostOnce = Law.define({
  id: "replay/at-most-once",
  title: "after a replay the provider has carried the create out exactly once, as it was asked for, and it is known",
  why: "a replay is a second send of money: where it makes a second operation it pays twice, where it shows nothing it was for nothing",
  routes: "covering",
  check: whereReplayed(
    Effect.fnUntraced(function* (stated) {
      for (const { isThere, kind, what } of ways) {
        const operation = yield* lost({ kind })
        const { asked, record } = operation
        yield* due(stated, operation)
        const { exit } = yield* replayed(asked, record)
        const held = yield* heldOf(asked)
        const [one] = held
        if (one === undefined || held.length > 1) {
          return yield* broken(
            `after the replay of ${what} the provider holds one operation`,
            `it holds ${held.length}; the replay ended as ${describe(exit)}`
          )
        }
        yield* expect(
          Money.equals(one.amount, asked.amount),
          `after the replay of ${what} the provider holds ${show(asked.amount)}`,
          `it holds ${show(one.amount)}`
        )
        yield* isPayee(asked, one)

        const isRevealed = stated.kind === "revealed" && isThere
        const reported = Exit.isSuccess(exit) ? shown(exit.value, isRevealed) : undefined
        if (reported === undefined) {
          const expected = isRevealed ? "OutcomeUnknown, with the provider's id" : "Accepted"
          return yield* broken(`the replay of ${what} ends as ${expected}`, describe(exit))
        }
        yield* spaced
        const read = yield* ends(lookedUp({ asked, reported }))
        yield* expect(
          Exit.isSuccess(read) && read.value.reference === asked.reference,
          `what the replay of ${what} has shown can be read`,
          describe(read)
        )
      }
    })
  )
})
