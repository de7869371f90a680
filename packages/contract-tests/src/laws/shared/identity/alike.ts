import * as Money from "@switchyard/core/Money"
import * as BigDecimal from "effect/BigDecimal"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { Harness } from "../../../Harness.ts"
import { broken, describe, expect } from "../../../internal/expect.ts"
import { ends, errorOf } from "../../../internal/running.ts"
import type { Target } from "../../../internal/sample.ts"
import { created, isMoneyThere, offers, spaced } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

// One that its route takes as well.
const another = ({ currency, value }: Money.Money, { max, min }: Target): Money.Money => {
  const doubled = { currency, value: BigDecimal.sum(value, value) }
  return Money.compare(doubled, max) === 1 ? min : doubled
}

export const alike = Law.define({
  id: "identity/alike",
  title:
    "of operations that are alike a look-up finds the own one, or where it cannot tell none: never another, never that it is gone",
  why: "in a list that names no reference another's payout looks like ours: theirs is paid, and ours is called so and never is",
  routes: "covering",
  check: Effect.gen(function* () {
    const subject = yield* Subject
    const harness = yield* Harness
    if (!(yield* offers("getByReference"))) return
    const paid = harness.statuses.find(({ means }) => isMoneyThere(means))
    if (paid === undefined) return yield* broken("the provider has a status for paid", "the harness names none")
    const isListed = subject.capabilities.lookUp.create?.by === "list"

    const own = Effect.fnUntraced(function* ({ asked, reported }: Operation, beside: string) {
      const { reference, request } = asked
      yield* spaced
      const exit = yield* ends(subject.get({ reference }, { request }))
      if (Exit.isFailure(exit)) {
        // Whoever is asked by the reference finds it, which is a law of its own.
        const isOpen = !isListed || errorOf(exit)?._tag === "ReadFailed"
        return yield* expect(isOpen, `beside ${beside} it is found, or not found out`, describe(exit))
      }
      const { providerReference: id, status } = exit.value
      const isOwnId = id === undefined || reported.providerReference === undefined || id === reported.providerReference
      yield* expect(isOwnId, `beside ${beside} its own id is found, or none`, "another's is found")
      // All the others are paid, and it is not.
      yield* expect(
        !isMoneyThere(status),
        `beside ${beside} its own status is read`,
        "it is read as paid, as another is"
      )
    })

    const one = yield* created({ payee: "other" })
    const ours = yield* created()
    const { amount } = ours.asked
    const [target] = subject.targets
    if (target === undefined) return yield* broken("the manifest declares a route", "it declares none")
    const more = yield* created({ amount: another(amount, target) })
    for (const { asked } of [one, more]) yield* harness.settle(asked.reference, paid.word)
    yield* own(ours, "one to another payee and one of another amount")
    const same = yield* created({ amount })
    yield* harness.settle(same.asked.reference, paid.word)
    yield* own(ours, "one that is the same but for its reference")
  })
})

type Operation = Effect.Success<ReturnType<typeof created>>
