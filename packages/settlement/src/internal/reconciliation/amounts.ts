/** Compares the amounts of a line with those of an operation, and with each other. What one side has not stated is passed over. */
import * as Money from "@switchyard/core/Money"
import type { Entry } from "@switchyard/core/Settlement"
import * as BigDecimal from "effect/BigDecimal"
import type { Difference, FindingKind } from "./finding.ts"
import type { Operation } from "./ledger.ts"

const printed = (money: Money.Money): string => `${Money.toText(money)} ${money.currency}`

// The amount without the fee, where the line states only the net amount and the fee. What the recipient gets in another
// currency cannot be derived from it.
const withoutFee = ({ currency, fee, kind, net }: Entry): Money.Money | undefined =>
  fee === undefined || net === undefined || fee.currency !== net.currency || (currency ?? net.currency) !== net.currency
    ? undefined
    : {
        value: (kind === "payment" ? BigDecimal.sum : BigDecimal.subtract)(net.value, fee.value),
        currency: net.currency
      }

const compared = (
  kind: FindingKind,
  expected: Money.Money | undefined,
  actual: Money.Money | undefined
): ReadonlyArray<Difference> => {
  if (expected === undefined || actual === undefined || Money.equals(expected, actual)) return []
  return expected.currency === actual.currency
    ? [{ kind, ours: printed(expected), theirs: printed(actual) }]
    : [{ kind: "currency", ours: expected.currency, theirs: actual.currency }]
}

// What a line states of the amount that was asked for. Another amount than asked for is known already; then only what the
// balance gained can be compared.
const statedAmount = (entry: Entry, { amount, status }: Operation): Money.Money | undefined => {
  const derived = withoutFee(entry)
  const stated = entry.amount ?? (derived?.currency === amount?.currency ? derived : undefined)
  return status === "paid_other_amount" ? undefined : stated
}

// One of credited and debited.
const movement = ({ kind }: Pick<Entry, "kind">) => (kind === "payment" ? "credited" : "debited")

/** How the amounts of a line differ from those of the operation. */
export const amountDifferences = (entry: Entry, operation: Operation): ReadonlyArray<Difference> => {
  const { amount, fee, net } = operation
  const currency = entry.amount?.currency ?? entry.currency
  const found = [
    ...(amount !== undefined && currency !== undefined && currency !== amount.currency
      ? [{ kind: "currency" as const, ours: amount.currency, theirs: currency }]
      : compared("amount", amount, statedAmount(entry, operation))),
    ...compared(movement(operation), net, entry.net),
    ...compared("fee", fee, entry.fee)
  ]
  const isFirst = ({ ours, theirs }: Difference, at: number) =>
    found.findIndex((other) => other.ours === ours && other.theirs === theirs) === at
  // Two currencies differ once, however many amounts are in them.
  return found.filter((each, at) => each.kind !== "currency" || isFirst(each, at))
}

const ofAmounts: ReadonlySet<FindingKind> = new Set(["amount", "credited", "debited", "currency", "fee"])

/** Whether an amount differs from the ledger. */
export const isOfAmounts = ({ kind }: Difference): boolean => ofAmounts.has(kind)

/** How the amounts of a line differ from each other. A fee that is not stated counts as none; what was undone may state anything. */
export const ownDifferences = (entry: Entry): ReadonlyArray<Difference> => {
  const { amount, fee, net, status } = entry
  if (amount === undefined || net === undefined || status !== "paid") return []
  const derived = withoutFee({ ...entry, fee: fee ?? Money.zero(net.currency) })
  if (derived === undefined || derived.currency !== amount.currency || Money.equals(derived, amount)) return []
  const stated = fee === undefined ? "no fee" : `fee ${printed(fee)}`
  return [{ kind: "fee_differs", theirs: `${printed(amount)}, ${movement(entry)} ${printed(net)}, ${stated}` }]
}

/**
 * Whether what moved can be compared: what the balance gained or lost by the line, or the amount where it states nothing of
 * that, has something in the ledger to be compared with. A line without it agrees in nothing that matters.
 */
export const isComparable = (entry: Entry, operation: Operation): boolean =>
  entry.net === undefined
    ? operation.amount !== undefined && statedAmount(entry, operation) !== undefined
    : operation.net !== undefined
