import * as Money from "@switchyard/core/Money"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Redacted from "effect/Redacted"
import { show } from "../../../internal/amounts.ts"
import { describe, expect } from "../../../internal/expect.ts"
import { heldOf, isPayee } from "../../../internal/held.ts"
import { others } from "../../../internal/replays.ts"
import { drafted, watched, whereStaged } from "../../../internal/stages.ts"
import * as Law from "../../../Law.ts"
import { type Asked, Subject, type Wish } from "../../../Subject.ts"

export const ownDraft = Law.define({
  id: "stages/own-draft",
  title:
    "what is committed is what this request asks for, also where the provider answers an older draft under the same id",
  why: "an older draft has another amount, or goes to somebody else: committed for this one, it pays what nobody asked for",
  routes: "covering",
  check: whereStaged(
    Effect.fnUntraced(function* () {
      const { ask } = yield* Subject
      const { asked: first } = yield* ask().pipe(Effect.flatMap((asked) => watched(asked)))
      const [own] = yield* heldOf(first)
      if (own !== undefined) yield* isPayee(first, own)
      const differing = Effect.fnUntraced(function* (asked: Asked) {
        const { amount, reference, request } = asked
        if (!("destination" in request)) return yield* others(asked)
        const { destination } = request
        // The same account with another name: what the provider pays it by is not known here.
        const named = { ...destination, holder: Redacted.make("Snegir Krasnogrudyi") }
        const wish: Wish = { amount, reference, changes: { destination: named } }
        return [...(yield* others(asked)), ["holder", wish] as const]
      })
      for (const what of (yield* differing(first)).map(([name]) => name)) {
        const draft = yield* drafted()
        const wish = (yield* differing(draft.asked)).find(([name]) => name === what)?.[1]
        const asked = yield* ask(wish)
        const { exit } = yield* watched(asked)
        const held = yield* heldOf(asked)
        for (const each of held) {
          yield* expect(
            Money.equals(each.amount, asked.amount),
            `with a draft of another ${what} under its id, what is committed has ${show(asked.amount)}`,
            `it has ${show(each.amount)}`
          )
          yield* isPayee(asked, each)
        }
        const isAccepted = Exit.isSuccess(exit) && exit.value._tag === "Accepted"
        const isRight = isAccepted === held.length > 0
        yield* expect(isRight, `with a draft of another ${what} under its id nothing is accepted`, describe(exit))
      }
    })
  )
})
