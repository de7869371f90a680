/**
 * A payout in the provider's list, which does not name our reference: the one that has the amount, goes where ours goes, and was not
 * made before ours was sent, nor after that can have made it. Two that are alike cannot be told apart,
 * and beside one that cannot be read nothing is found out.
 */
import * as Destination from "@switchyard/core/Destination"
import * as Endpoint from "@switchyard/core/Endpoint"
import * as Json from "@switchyard/core/Json"
import * as Money from "@switchyard/core/Money"
import * as Payout from "@switchyard/core/Payout"
import type { Finding } from "@switchyard/core/Reference"
import * as Settling from "@switchyard/core/Settling"
import * as DateTime from "effect/DateTime"
import * as Redacted from "effect/Redacted"
import type { MemoryClient } from "../MemoryClient.ts"
import type { Options } from "../MemoryOptions.ts"
import type * as Wire from "../MemorySchema.ts"
import { contextFields } from "./asked.ts"
import { payoutManifest } from "./manifest.ts"
import { toPayout } from "./payouts.ts"

type Verdict = "fits" | "differs" | "cannot tell"

/** Since when and until when it can have been made, both included; undefined where that is not known. */
interface Between {
  readonly since: DateTime.Utc | undefined
  readonly until: DateTime.Utc | undefined
}

// What is not stated in a way that can be read may be what was asked for.
const compared = <A>(stated: A | undefined, asked: A | undefined, isSame: (one: A, other: A) => boolean): Verdict => {
  if (asked === undefined) return "fits"
  if (stated === undefined) return "cannot tell"
  return isSame(stated, asked) ? "fits" : "differs"
}

const isSameMoney = (one: Money.Money, other: Money.Money): boolean =>
  one.currency === other.currency && Money.equals(one, other)

const isSameText = (one: string, other: string): boolean => one === other

const verdict = (
  { account, amount, createdAt, debited }: Payout.Payout,
  request: Payout.PayoutRequest,
  { since, until }: Between
): Verdict => {
  // What does not say when it was made may be ours.
  const isEarlier = since !== undefined && createdAt !== undefined && DateTime.isLessThan(createdAt, since)
  const isLater = until !== undefined && createdAt !== undefined && DateTime.isGreaterThan(createdAt, until)
  if (isEarlier || isLater) return "differs"
  const asked = Payout.asked(request)
  const destination = Redacted.value(Destination.account(request.destination))
  const verdicts = [
    compared(amount, asked.amount, isSameMoney),
    compared(debited, asked.debit, isSameMoney),
    compared(account && Redacted.value(account), destination, isSameText)
  ]
  return verdicts.find((each) => each === "differs") ?? verdicts.find((each) => each === "cannot tell") ?? "fits"
}

const fitting = (
  payouts: ReadonlyArray<Wire.Payout>,
  judged: (payout: Wire.Payout) => Verdict
): ReadonlyArray<Wire.Payout> | "cannot tell" => {
  const left = payouts
    .map((payout) => ({ payout, verdict: judged(payout) }))
    .filter(({ verdict }) => verdict !== "differs")
  return left.some(({ verdict }) => verdict === "cannot tell") ? "cannot tell" : left.map(({ payout }) => payout)
}

const inMillis = (instant: DateTime.Utc | undefined) => instant && Json.number(DateTime.toEpochMillis(instant))

/** The look-up of the one payout in the list that fits a request. */
export const chosen = (
  client: MemoryClient,
  options: Options,
  reference: string,
  { context, request, sentAfter: since, sentUntil }: Finding<Payout.PayoutRequest> = {}
): Endpoint.LookingUp<Wire.Payout> => {
  const settled = Settling.of(payoutManifest(options), "create")
  // It may have been held on its way.
  const until = sentUntil && Settling.madeUntil(settled, sentUntil)
  return Endpoint.oneOf({
    request,
    list: () => client.listPayouts({ ...contextFields(context), since: inMillis(since), until: inMillis(until) }),
    fitting: ({ payouts }: Wire.PayoutList, request) =>
      fitting(
        payouts.map((payout) => ({ ...payout, reference })),
        (payout) => verdict(toPayout(payout, options), request, { since, until })
      ),
    // It has every payout from the moment on that it is made.
    isComplete: true
  })
}
