/** From an intent, or a session with its intent, to the payment domain. Pure: what does not fit is an anomaly, never a guess. */
import * as Failure from "@switchyard/core/Failure"
import type * as Money from "@switchyard/core/Money"
import { compact } from "@switchyard/core/Optional"
import type { Payment, Status } from "@switchyard/core/Payment"
import type { Change } from "@switchyard/core/PaymentChange"
import * as Redaction from "@switchyard/core/Redaction"
import * as Wire from "@switchyard/core/Wire"
import type { Options } from "../StripeOptions.ts"
import type { Intent, Session } from "../StripeSchema.ts"
import { type Mark, referenceIn } from "./marks.ts"
import * as Amounts from "./money.ts"
import * as Next from "./next.ts"
import { toParts } from "./parts.ts"
import { type Answered, chargeOf } from "./reading.ts"
import { toRefundStatus } from "./refunds.ts"
import { advice, intentStatus, paymentFailures, sessionStatus } from "./tables.ts"
import { instant } from "./time.ts"

/** Under which name the metadata of an intent say that its create has confirmed it. */
export const confirmedKey = "switchyard_confirmed"

/** What an answer is read with. */
export interface About {
  readonly options: Options
  readonly sensitive: Redaction.Sensitive
  /** The amount that was asked for, where that is known. */
  readonly asked?: Money.Money
}

/** Notes where an object is of the other one of Stripe's two worlds. */
export const compareMode = (wire: Pick<Wire.Reader, "note">, isLive: boolean, { mode }: Options): void => {
  if (isLive !== (mode === "live")) wire.note("AccountDiffers", "the answer is of the other mode")
}

const paid = ({ intent, refunds = [] }: Answered): Status => {
  const { amount, amount_received: received, capture_method: method } = intent ?? {}
  // What is held is captured in part as its holder wants it.
  if (method !== "manual" && Wire.text(received) !== amount) return "paid_other_amount"
  if (chargeOf(intent).refunded !== true) return "paid"
  return refunds.some((refund) => toRefundStatus(refund) === "processing") ? "refunding" : "refunded"
}

// It was confirmed by its create and declined: whoever has its client secret can pay it all the same.
const isDeclined = ({ intent, session }: Answered): boolean =>
  session === undefined &&
  intent?.status === "requires_payment_method" &&
  Wire.isGiven(intent.last_payment_error) &&
  Wire.members(intent.metadata)[confirmedKey] === "true"

const hasLapsed = ({ intent }: Answered): boolean =>
  intent?.capture_method === "manual" && ["automatic", "expired"].includes(Wire.text(intent.cancellation_reason) ?? "")

const statusOf = (answered: Answered): { readonly status: Status; readonly word: string } => {
  const { intent, session } = answered
  const word = session === undefined ? (intent?.status ?? "") : `${session.status}, ${intent?.status ?? "no intent"}`
  const found = session === undefined ? intentStatus(word) : sessionStatus(word)
  if (found === "paid") return { status: paid(answered), word }
  if (isDeclined(answered)) return { status: "declined", word }
  return { status: found === "canceled" && hasLapsed(answered) ? "expired" : found, word }
}

const whyOf = (answered: Answered, status: Status, { sensitive }: About): Failure.Failure | undefined => {
  if (!["declined", "failed", "canceled", "expired"].includes(status)) return undefined
  const { intent, session } = answered
  const charge = chargeOf(intent)
  const error = Wire.members(intent?.last_payment_error)
  const isCanceled = status === "canceled" || status === "expired"
  const code = isCanceled
    ? (Wire.text(intent?.cancellation_reason) ?? session?.status)
    : (Wire.text(error.decline_code) ?? Wire.text(error.code) ?? Wire.text(charge.failure_code))
  const words = isCanceled ? undefined : (Wire.text(error.message) ?? Wire.text(charge.failure_message))
  const found = paymentFailures({
    code,
    scheme: Wire.text(error.network_decline_code),
    message: Redaction.scrub(words ?? `it is called ${intent?.status ?? session?.status}`, sensitive)
  })
  const again = advice[Wire.text(error.advice_code) ?? ""]
  return again === undefined ? found : Failure.make(found.reason, { ...found, again })
}

/** The payment that an answer speaks of. */
export const toPayment = (answered: Answered, about: About): Payment => {
  const { context, intent, isUnique, session } = answered
  const { asked, options } = about
  const wire = Wire.reader()
  const { status, word } = statusOf(answered)
  if (status === "unrecognised") wire.note("UnknownStatus", "the status is not documented")
  const stated = session ?? intent
  if (stated !== undefined) compareMode(wire, stated.livemode, options)
  const currency = Amounts.currencyOf((intent ?? session)?.currency)
  const amount = Amounts.read(wire, "amount", intent?.amount ?? session?.amount_total, currency)
  Wire.compare(wire, amount, asked)
  if (session && intent) Wire.compare(wire, amount, Amounts.read(wire, "amount_total", session.amount_total, currency))
  const isMoneyIn = ["paid", "paid_other_amount", "refunding", "refunded"].includes(status)
  // An open session is ended as such; only of a complete one its intent is changed.
  const isOwn = session === undefined || session.status === "complete"
  return compact({
    reference: referenceIn(options, markOf(answered), stated?.metadata),
    providerReference: stated?.id,
    ids: compact({ session: session?.id, intent: isOwn ? intent?.id : undefined }),
    status,
    providerStatus: word,
    createdAt: instant(stated?.created),
    amount,
    received: isMoneyIn ? Amounts.read(wire, "amount_received", intent?.amount_received, currency) : undefined,
    ...toParts(answered, options, currency, wire),
    next: status === "awaiting_payer" ? nextOf(answered, options, context) : undefined,
    isUnique,
    failure: whyOf(answered, status, about),
    anomalies: wire.anomalies
  })
}

const nextOf = ({ intent, session }: Answered, options: Options, context: Answered["context"]) => {
  if (session !== undefined && session.status !== "complete") return Next.ofSession(session)
  return intent && Next.ofIntent(intent, options, context)
}

// A payment on a page may be known, and changed, by its intent alone.
const markOf = ({ intent, session }: Answered): Mark =>
  session === undefined && Wire.isGiven(Wire.members(intent?.metadata).switchyard_session_payment)
    ? "session_payment"
    : "payment"

/** A change as Stripe has taken it: what became of it shows when the payment is read. */
export const toChange = (data: Intent | Session, options: Options): Change => {
  const { id, metadata, object } = data
  const mark = object === "payment_intent" ? markOf({ intent: data }) : "payment"
  return {
    reference: referenceIn(options, mark, metadata),
    ids: object === "payment_intent" ? { intent: id } : { session: id },
    anomalies: []
  }
}
