import * as Currency from "@switchyard/core/Currency"
import * as Members from "@switchyard/core/Members"
import * as Effect from "effect/Effect"
import { Harness } from "../../../Harness.ts"
import { lastingOffer, only, plain, recipients, routeOf, withPartner } from "../../../internal/asked.ts"
import { broken, describe, expect } from "../../../internal/expect.ts"
import { ends, errorOf } from "../../../internal/running.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

export const undeclared = Law.define({
  id: "asked/undeclared",
  title: "what a route neither takes nor ignores is refused by its name, and nothing is sent",
  why: "whoever gives a birth date, an offer or a balance counts on it: paid without it is paid otherwise than was asked",
  live: true,
  routes: "every",
  check: Effect.gen(function* () {
    const { ask, capabilities, targets } = yield* Subject
    const harness = yield* Harness
    const { request } = yield* ask()
    const route = "destination" in request ? routeOf(capabilities, request) : undefined
    if (route === undefined) return yield* broken("an ordinary payout has a route", "it has none")
    const isUnlisted = (member: string) => Members.untaken(route, [member]).length > 0
    const ofRecipients = recipients.flatMap((recipient) =>
      Object.keys(plain(recipient))
        .filter(isUnlisted)
        .map((member) => ({ member, changes: { recipient: only(recipient, withPartner(member)) } }))
    )
    const currency = targets[0]?.currency
    const source = Currency.all.find((each) => each !== currency && route.sources?.includes(each) !== true)
    const others = [
      ...(isUnlisted("offer") ? [{ member: "offer", changes: { offer: yield* lastingOffer } }] : []),
      { member: "source", changes: { source } }
    ]
    for (const { changes, member } of [...ofRecipients, ...others]) {
      const exit = yield* ends((yield* ask({ changes })).send())
      const error = errorOf(exit)
      const issues = error?._tag === "NotExecuted" ? (error.issues ?? []) : []
      const isNamed = issues.some(({ path }) => path === member)
      yield* expect(isNamed, `${member}, which the route does not list, is refused by its name`, describe(exit))
      const { length } = yield* harness.received
      yield* expect(length === 0, `nothing is sent with ${member}`, `${length} requests have reached the provider`)
    }
  })
})
