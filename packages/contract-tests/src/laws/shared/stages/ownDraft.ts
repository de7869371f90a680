import * as Members from "@switchyard/core/Members"
import * as Money from "@switchyard/core/Money"
import type { PayoutRequest } from "@switchyard/core/Payout"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Redacted from "effect/Redacted"
import type { Held } from "../../../Harness.ts"
import { show } from "../../../internal/amounts.ts"
import { lastingOffer, plain, routeOf, withRecipient } from "../../../internal/asked.ts"
import { describe, expect } from "../../../internal/expect.ts"
import { heldOf, isPayee } from "../../../internal/held.ts"
import { others } from "../../../internal/replays.ts"
import { drafted, watched, whereStaged } from "../../../internal/stages.ts"
import * as Law from "../../../Law.ts"
import { type Asked, Subject, type Wish } from "../../../Subject.ts"

// What a payout may be asked for with beside how much and where to, as far as its route takes it.
const terms = Effect.fnUntraced(function* (request: PayoutRequest) {
  const { capabilities } = yield* Subject
  const route = routeOf(capabilities, request)
  const [source] = route?.sources ?? []
  const { changes: { recipient } = {} } = yield* withRecipient
  const all: ReadonlyArray<readonly [name: string, changes: NonNullable<Wish["changes"]>]> = [
    ...(source === undefined ? [] : [["source", { source }] as const]),
    ...(Members.has(route?.takes, "offer") ? [["offer", { offer: yield* lastingOffer }] as const] : []),
    ...(recipient === undefined ? [] : [["recipient", { recipient }] as const])
  ]
  return all
})

/** Breaks the law unless the balance, the offer and the recipient are those that were asked for, as far as the route takes them. */
const isOnTerms = Effect.fnUntraced(function* ({ reference, request }: Asked, held: Held) {
  const { capabilities } = yield* Subject
  if (!("destination" in request)) return
  const { offer, recipient, source } = request
  const route = routeOf(capabilities, request)
  const wanted = Object.entries(recipient === undefined ? {} : plain(recipient)).filter(([member]) =>
    Members.has(route?.takes, member)
  )
  for (const [what, isRight] of [
    ["balance", source === undefined || held.source === source],
    ["offer", held.offer === offer?.id],
    ["recipient", wanted.every(([member, value]) => held.recipient?.[member] === value)]
  ] as const) {
    yield* expect(isRight, `${reference} has the ${what} that was asked for`, `it has another ${what}, or none`)
  }
})

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
        const onTerms = (yield* terms(request)).map(
          ([name, changes]) => [name, { amount, reference, changes } satisfies Wish] as const
        )
        return [...(yield* others(asked)), ["holder", wish] as const, ...onTerms]
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
          yield* isOnTerms(asked, each)
        }
        const isAccepted = Exit.isSuccess(exit) && exit.value._tag === "Accepted"
        const isRight = isAccepted === held.length > 0
        yield* expect(isRight, `with a draft of another ${what} under its id nothing is accepted`, describe(exit))
      }
    })
  )
})
