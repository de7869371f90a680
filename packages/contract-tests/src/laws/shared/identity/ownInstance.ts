import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { Harness } from "../../../Harness.ts"
import { broken, describe, expect } from "../../../internal/expect.ts"
import { heldOf } from "../../../internal/held.ts"
import { ends } from "../../../internal/running.ts"
import { created, isMoneyThere, read } from "../../../internal/steps.ts"
import { Twins } from "../../../internal/twin.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

export const ownInstance = Law.define({
  id: "identity/own-instance",
  title:
    "two instances of an adapter know nothing of each other: each asks its own provider, and reports what that says",
  why: "a client, a token or a status that a module keeps for all of them pays out of the other merchant's account",
  check: Effect.gen(function* () {
    const { ask } = yield* Subject
    const harness = yield* Harness
    const twins = yield* Twins
    if (twins === undefined) return
    const { harness: other, subject, there } = yield* Effect.orDie(twins)
    const reference = yield* harness.reference
    // The same reference, since each merchant counts for itself.
    const ours = yield* ask({ reference })
    const exit = yield* ends(ours.send())
    if (Exit.isFailure(exit) || exit.value._tag !== "Accepted") {
      return yield* broken("an ordinary create is accepted beside another instance", describe(exit))
    }
    const isOwn = (yield* heldOf(ours)).length === 1 && (yield* there(heldOf(ours))).length === 0
    yield* expect(isOwn, "it reaches the provider of its own instance, and no other", "it does not")
    const theirs = yield* there(created({ reference }))
    const isTheirs = (yield* there(heldOf(theirs.asked))).length === 1 && (yield* heldOf(ours)).length === 1
    yield* expect(isTheirs, "a create of the other instance reaches that one's provider alone", "it does not")
    const word = other.statuses.find(({ means }) => isMoneyThere(means))?.word
    if (word === undefined) return yield* broken("the provider has a status for paid", "the harness names none")
    yield* other.settle(reference, word)
    const paid = yield* there(read(theirs))
    const here = yield* read({ asked: ours, reported: exit.value.value })
    const isRead = Exit.isSuccess(paid) && isMoneyThere(paid.value.status)
    yield* expect(isRead, `the other instance of ${subject.provider} reads what its provider says`, describe(paid))
    const isOpen = Exit.isFailure(here) || !isMoneyThere(here.value.status)
    yield* expect(isOpen, "an operation that is paid at another instance's provider is not paid here", describe(here))
  })
})
