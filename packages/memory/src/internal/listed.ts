/**
 * A payout in the provider's list, which does not name our reference: the one that has the amount, goes where ours goes, and was not
 * made before ours was sent. Two that are alike cannot be told apart.
 */
import * as Destination from "@switchyard/core/Destination"
import * as Endpoint from "@switchyard/core/Endpoint"
import * as Json from "@switchyard/core/Json"
import * as Money from "@switchyard/core/Money"
import * as Payout from "@switchyard/core/Payout"
import type { Finding } from "@switchyard/core/Reference"
import * as DateTime from "effect/DateTime"
import * as Redacted from "effect/Redacted"
import type { MemoryClient } from "../MemoryClient.ts"
import type { Options } from "../MemoryOptions.ts"
import type * as Wire from "../MemorySchema.ts"
import { contextFields } from "./asked.ts"
import { toPayout } from "./payouts.ts"

const isSame = (one: Money.Money | undefined, other: Money.Money | undefined): boolean =>
  other === undefined || (one !== undefined && one.currency === other.currency && Money.equals(one, other))

const fits = (
  { account, amount, createdAt, debited }: Payout.Payout,
  request: Payout.PayoutRequest,
  sentAfter: DateTime.Utc | undefined
): boolean => {
  const asked = Payout.asked(request)
  const destination = Redacted.value(Destination.account(request.destination))
  // What does not say when it was made may be ours.
  const isEarlier = createdAt !== undefined && sentAfter !== undefined && DateTime.isLessThan(createdAt, sentAfter)
  return (
    isSame(amount, asked.amount) &&
    isSame(debited, asked.debit) &&
    account !== undefined &&
    Redacted.value(account) === destination &&
    !isEarlier
  )
}

/** The look-up of the one payout in the list that fits a request. */
export const chosen = (
  client: MemoryClient,
  options: Options,
  reference: string,
  { context, request, sentAfter }: Finding<Payout.PayoutRequest> = {}
): Endpoint.LookingUp<Wire.Payout> =>
  Endpoint.oneOf({
    request,
    list: () =>
      client.listPayouts({
        ...contextFields(context),
        since: sentAfter && Json.number(DateTime.toEpochMillis(sentAfter))
      }),
    fitting: ({ payouts }: Wire.PayoutList, request) =>
      payouts
        .map((payout) => ({ ...payout, reference }))
        .filter((payout) => fits(toPayout(payout, options), request, sentAfter)),
    // It has every payout from the moment on that it is made.
    isComplete: true
  })
