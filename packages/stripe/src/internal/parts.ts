/** The money of a payment, as its intent, its charge, its refunds and its disputes state it. What is not stated is left out. */
import type * as Currency from "@switchyard/core/Currency"
import * as Money from "@switchyard/core/Money"
import { compact } from "@switchyard/core/Optional"
import type { Payment } from "@switchyard/core/Payment"
import type { Dispute } from "@switchyard/core/PaymentParts"
import * as Wire from "@switchyard/core/Wire"
import * as BigDecimal from "effect/BigDecimal"
import type { Options } from "../StripeOptions.ts"
import type { Intent, Refund } from "../StripeSchema.ts"
import { referenceIn } from "./marks.ts"
import * as Amounts from "./money.ts"
import { type Answered, chargeOf } from "./reading.ts"
import { toRefundStatus, wordOf } from "./refunds.ts"
import { disputeStatus } from "./tables.ts"
import { instant } from "./time.ts"

type Stated = Pick<
  Payment,
  | "authorizedAmount"
  | "capturableAmount"
  | "captureBefore"
  | "capturedAmount"
  | "refundedAmount"
  | "refunds"
  | "disputes"
  | "credited"
  | "fee"
>

type Charge = ReturnType<typeof chargeOf>

const heldUntil = (charge: Charge) => {
  const details = Wire.members(charge.payment_method_details)
  return instant(Wire.members(details[Wire.text(details.type) ?? ""]).capture_before)
}

const minus = (one: Money.Money, other: Money.Money | undefined): Money.Money => ({
  ...one,
  value: BigDecimal.subtract(one.value, other?.value ?? BigDecimal.make(0n, 0))
})

const plus = (one: Money.Money, other: Money.Money | undefined): Money.Money => ({
  ...one,
  value: BigDecimal.sum(one.value, other?.value ?? BigDecimal.make(0n, 0))
})

// What was held and not captured goes back as a refund, of money that was never taken: it has no row in the balance.
const isRelease = (refund: Refund, released: string, options: Options): boolean =>
  refund.amount === released &&
  refund.status === "succeeded" &&
  !Wire.isGiven(refund.balance_transaction) &&
  referenceIn(options, "refund", refund.metadata) === ""

const paidBack = (
  answered: Answered,
  options: Options,
  currency: Currency.Currency | undefined,
  wire: Wire.Reader
): Pick<Stated, "refunds" | "refundedAmount"> => {
  const { refunds } = answered
  const charge = chargeOf(answered.intent)
  const money = (name: string, member: Wire.Member) => Amounts.read(wire, name, member, currency)
  const [all, taken] = [money("amount", charge.amount), money("amount_captured", charge.amount_captured)]
  const refunded = money("amount_refunded", charge.amount_refunded)
  // Nothing was taken of it, so nothing was paid back, whatever is called so.
  if (refunds === undefined || taken === undefined || !Money.isPositive(taken)) return {}
  const released = all && minus(all, taken)
  const rest = released === undefined ? "" : (Amounts.written(released) ?? "")
  const release = refunds.find((refund) => isRelease(refund, rest, options))
  const parts = refunds
    .filter((refund) => refund !== release)
    .map((refund) => {
      const { amount, created, currency: code, id, metadata } = refund
      return compact({
        id,
        reference: referenceIn(options, "refund", metadata) || undefined,
        status: toRefundStatus(refund),
        providerStatus: wordOf(refund.status),
        amount: Amounts.read(wire, "refund", amount, Amounts.currencyOf(code)),
        createdAt: instant(created)
      })
    })
  const sum = (of: typeof parts) => of.reduce((all, { amount }) => plus(all, amount), Money.zero(taken.currency))
  const live = sum(parts.filter(({ status }) => status !== "failed" && status !== "canceled"))
  // It may be counted and not listed, too.
  const isCounted = released !== undefined && refunded !== undefined && Money.equals(minus(refunded, live), released)
  const own = refunded && (release !== undefined || isCounted ? minus(refunded, released) : refunded)
  // The rest is listed and not counted: what was paid back is nothing that could be calculated from that.
  const isContradicted = own !== undefined && BigDecimal.isNegative(own.value)
  if (isContradicted) wire.note("MoneyContradicts", "less is stated as refunded than was let go")
  return {
    // More than is listed was paid back by whatever is not.
    refunds: { isWhole: !isContradicted && (own === undefined || Money.compare(own, sum(parts)) !== 1), parts },
    ...compact({ refundedAmount: isContradicted ? undefined : own })
  }
}

// Money of a charge that had succeeded and was taken back by the payer's bank since is lost as that of a dispute is.
const takenBack = (
  charge: Charge,
  wire: Wire.Reader,
  currency: Currency.Currency | undefined
): ReadonlyArray<Dispute> => {
  const { amount_captured: amount, failure_balance_transaction: row } = charge
  const id = Wire.text(row) ?? Wire.text(Wire.members(row).id)
  // Whatever its status is called by then: by this row the money has left again.
  if (id === undefined) return []
  const lost = { id, status: "lost" as const, providerStatus: "taken back", isFinal: true }
  return [{ ...lost, ...compact({ amount: Amounts.read(wire, "amount_captured", amount, currency) }) }]
}

const disputed = (
  { disputes, intent }: Answered,
  wire: Wire.Reader,
  currency: Currency.Currency | undefined
): Stated["disputes"] =>
  disputes && {
    isWhole: true,
    parts: [
      ...disputes.map(({ amount, created, currency: code, id, status }) =>
        compact({
          id,
          status: disputeStatus(status),
          providerStatus: status,
          amount: Amounts.read(wire, "dispute", amount, Amounts.currencyOf(code)),
          createdAt: instant(created)
        })
      ),
      ...takenBack(chargeOf(intent), wire, currency)
    ]
  }

// In the currency of the balance, which may be another one; there only some time after the charge has succeeded.
const settled = (member: Wire.Member, wire: Wire.Reader): Pick<Stated, "credited" | "fee"> => {
  const { currency, fee, net } = Wire.members(member)
  const unit = Amounts.currencyOf(currency)
  return compact({ credited: Amounts.read(wire, "net", net, unit), fee: Amounts.read(wire, "fee", fee, unit) })
}

const held = (intent: Intent, currency: Currency.Currency | undefined, wire: Wire.Reader) => {
  const { amount, amount_capturable: capturable, capture_method: method, status } = intent
  const isHeld = status === "requires_capture"
  if (method !== "manual" || !(isHeld || status === "succeeded")) return {}
  const charge = chargeOf(intent)
  return compact({
    authorizedAmount: Amounts.read(wire, "amount", charge.amount ?? amount, currency),
    capturableAmount: Amounts.read(wire, "amount_capturable", capturable, currency),
    captureBefore: isHeld ? heldUntil(charge) : undefined
  })
}

/** The amounts and parts of a payment. */
export const toParts = (
  answered: Answered,
  options: Options,
  currency: Currency.Currency | undefined,
  wire: Wire.Reader
): Stated => {
  const { intent } = answered
  if (intent === undefined) return {}
  const charge = chargeOf(intent)
  const captured = charge.amount_captured ?? intent.amount_received
  return {
    ...held(intent, currency, wire),
    ...compact({
      capturedAmount: Amounts.read(wire, "amount_captured", captured, currency),
      disputes: disputed(answered, wire, currency)
    }),
    ...paidBack(answered, options, currency, wire),
    ...settled(charge.balance_transaction, wire)
  }
}
