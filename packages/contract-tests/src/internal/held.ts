/** Operations that the provider holds after a create, compared with what was asked. */
import * as Destination from "@switchyard/core/Destination"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { Harness, type Held } from "../Harness.ts"
import type { Asked } from "../Subject.ts"
import { show } from "./amounts.ts"
import { type Broken, broken, expect } from "./expect.ts"

/** The members that name a payee beside the account, in the order in which laws look at it. */
export const names = ["holder", "bank", "bic", "country", "scheme"] as const

/** Who gets a payout, as plain text. */
export type Payee = Pick<Held, "account" | (typeof names)[number]>

/** The payee of a request; nobody for a payment. */
export const payeeOf = ({ request }: Asked): Payee => {
  if (!("destination" in request)) return {}
  const { destination } = request
  return {
    account: Redacted.value(Destination.account(destination)),
    holder: destination.holder && Redacted.value(destination.holder),
    bank: destination.bank,
    bic: "bic" in destination ? destination.bic : undefined,
    ...Destination.within(destination)
  }
}

/** The method of a request. */
export const methodOf = ({ request }: Asked): string =>
  "destination" in request ? request.destination.type : "payment" in request ? request.payment.method : request.method

/** Every operation that the provider holds under the reference of a request. */
export const heldOf = Effect.fnUntraced(function* ({ reference }: Asked) {
  const { held } = yield* Harness
  return (yield* held).filter((entry) => entry.reference === reference)
})

/** Breaks the law unless the payee is exactly who was asked for; what the provider was not sent cannot be wrong. */
export const isPayee = (asked: Asked, held: Held): Effect.Effect<void, Broken> => {
  const payee = payeeOf(asked)
  // Accounts are personal in real life, and stay out of messages here too.
  if (held.account !== payee.account) {
    return broken(`${asked.reference} goes to the account that was asked for`, "it goes to another account, or to none")
  }
  const wrong = names.find((name) => held[name] !== undefined && held[name] !== payee[name])
  return expect(
    wrong === undefined,
    `${asked.reference} names the ${wrong} that was asked for`,
    `it names another ${wrong}`
  )
}

/** The members of an operation that decide what money moves where. */
export const moved: ReadonlyArray<{ readonly name: string; readonly of: (held: Held) => string | undefined }> = [
  { name: "amount", of: ({ amount }) => show(amount) },
  { name: "debit", of: ({ debit }) => debit && show(debit) },
  { name: "method", of: ({ method }) => method },
  { name: "account", of: ({ account }) => account },
  ...names.map((name) => ({ name, of: (held: Held) => held[name] }))
]
