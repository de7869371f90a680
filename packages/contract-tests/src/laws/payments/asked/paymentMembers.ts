import * as Capabilities from "@switchyard/core/Capabilities"
import * as Members from "@switchyard/core/Members"
import type { PaymentRequest } from "@switchyard/core/Payment"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { Harness, type Held } from "../../../Harness.ts"
import { broken, describe, expect } from "../../../internal/expect.ts"
import { heldOf } from "../../../internal/held.ts"
import { ends, errorOf } from "../../../internal/running.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

const field = "kanareika-pole-5519"

const given = {
  payerEmail: Redacted.make<string>("kanareika.platelschik@example.com"),
  description: "order 7, two of three",
  successUrl: "https://shop.example.com/thanks?order=7",
  failedUrl: "https://shop.example.com/sorry?order=7",
  payerFields: { kanareika_field: Redacted.make<string>(field) }
} as const

type Member = keyof typeof given

const members = ["payerEmail", "description", "successUrl", "failedUrl", "payerFields"] as const

const plain = (member: Member): string => {
  if (member === "payerFields") return field
  const value = given[member]
  return Redacted.isRedacted(value) ? Redacted.value(value) : value
}

const arrived = (held: Held, member: Member): string | undefined =>
  member === "payerFields" ? Object.values(held.fields).find((value) => value === field) : held[member]

// What an adapter refuses by its own rules is left out, until it takes the rest.
const sent = Effect.fnUntraced(function* (needed: PaymentRequest["payerFields"]) {
  const { ask } = yield* Subject
  const harness = yield* Harness
  const all = { ...given, payerFields: { ...needed, ...given.payerFields } }
  let left: ReadonlyArray<Member> = members
  for (;;) {
    const before = (yield* harness.received).length
    const changes = Object.fromEntries(left.map((member) => [member, all[member]]))
    const asked = yield* ask({ changes })
    const exit = yield* ends(asked.send())
    const error = errorOf(exit)
    const named = (error?._tag === "NotExecuted" ? (error.issues ?? []) : []).map(({ path }) => path.split(".")[0])
    const taken = left.filter((member) => !named.includes(member))
    if (taken.length < left.length && (yield* harness.received).length === before) {
      left = taken
      continue
    }
    const [held] = yield* heldOf(asked)
    return held === undefined
      ? yield* broken("a payment is sent with all of its members, or one is refused by its name", describe(exit))
      : { held, left }
  }
})

export const paymentMembers = Law.define({
  id: "asked/payment-members",
  title:
    "what a payer is told, where it is sent and what it has filled in arrives as given, is refused by name, or is ignored as listed",
  why: "a payer without a way back pays twice or not at all, and one whose fields are dropped in silence is turned away",
  replay: true,
  routes: "every",
  check: Effect.gen(function* () {
    const { ask, capabilities } = yield* Subject
    const { request } = yield* ask()
    const payment = "method" in request ? request : undefined
    const route = payment && Capabilities.route(capabilities, payment.method, payment.amount.currency)
    if (route === undefined) return yield* broken("an ordinary payment has a route", "it has none")
    const { held, left } = yield* sent(payment?.payerFields)
    for (const member of left) {
      const is = arrived(held, member)
      const isIgnored = Members.has(route.ignores, member)
      yield* expect(
        is === (isIgnored ? undefined : plain(member)),
        isIgnored ? `${member} is ignored, as the manifest says` : `${member} arrives, or is listed as ignored`,
        is === undefined ? "the provider was sent none" : isIgnored ? "it is sent" : "the provider was sent another"
      )
    }
  })
})
