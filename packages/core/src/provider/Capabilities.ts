/**
 * The capabilities of a provider instance, as data. Which operations exist is derived from what its Spi implements; the facts
 * no code can show (currencies, duplicates, how final a "not found" is, how often it may be asked) are declared once,
 * in its manifest. Routing, validation, polling, documentation and the contract suite all read the same object.
 */
import * as BigDecimal from "effect/BigDecimal"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { Within } from "../domain/Destination.ts"
import { compare, Money, PositiveMoney } from "../domain/Money.ts"
import { CaptureMethod } from "../domain/Payment.ts"
import * as Settling from "./Settling.ts"
import * as Stages from "./Stages.ts"

const Millis = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))

/** Limits of one operation in one currency, where the provider publishes them. */
export const Limits = Schema.Struct({
  min: Schema.optionalKey(Money),
  max: Schema.optionalKey(Money),
  /** Every amount is a multiple of this; left out, any amount that its currency can write is taken. */
  step: Schema.optionalKey(PositiveMoney)
})

/** Limits of one operation in one currency. */
export type Limits = typeof Limits.Type

/** One way money can go: a destination type (payouts) or a payment method (payments), with its currencies. */
export const Route = Schema.Struct({
  method: Schema.String,
  currencies: Schema.Array(Schema.String),
  /** Limits by currency; of a currency that is not here none are known, and many only refuse with `AmountOutOfRange`. */
  limits: Schema.optionalKey(Schema.Record(Schema.String, Limits)),
  /** The clearing schemes of a destination that are taken here, such as `ach`; left out, the method has none or all are. */
  schemes: Schema.optionalKey(Schema.Array(Schema.String)),
  /** The countries of a destination that are taken here; left out, all. */
  countries: Schema.optionalKey(Schema.Array(Schema.String)),
  /** The currencies in which a payout's `debit` may be asked for; left out, this route takes only an `amount`. */
  debitCurrencies: Schema.optionalKey(Schema.Array(Schema.String)),
  /** The currencies of balances among which a payout's `source` can choose; left out, one cannot choose. */
  sources: Schema.optionalKey(Schema.Array(Schema.String)),
  /** How a payment's money can be taken here; left out, only automatically. */
  captureMethods: Schema.optionalKey(Schema.Array(CaptureMethod)),
  /**
   * The members of a request that are sent to the provider here: of a payout those of the recipient, such as
   * `recipient.birthDate`, and `offer`; of a refund `reason`, `description` and `payment.capture`. One that is given and stands neither here nor in `ignores` is refused by name; see `Members`.
   */
  takes: Schema.optionalKey(Schema.Array(Schema.String)),
  /**
   * The members of a request, such as `destination.holder`, that are not sent to the provider here: of a payment `payerEmail`,
   * `description`, `successUrl` and `failedUrl`. Nothing that selects where money goes may stand in it: that is sent, or refused by
   * name before anything is sent.
   */
  ignores: Schema.optionalKey(Schema.Array(Schema.String)),
  /**
   * `false`: a payment here may wait for its payer without saying what the payer must do, because the provider asks it by itself,
   * in the payer's own app, say. Left out, an open payment without a next step has lost what its payer needs.
   */
  payerIsAsked: Schema.optionalKey(Schema.Boolean)
})

/** One way money can go. */
export type Route = typeof Route.Type

/** How often and under which condition the status of one operation may be read. */
export const StatusReads = Schema.Struct({
  /** Least time between two reads of one operation. */
  spacingMillis: Millis,
  /** `free`: poll within the spacing. `agreed`: only on a callback, after an unknown, and in a slow sweep. */
  polling: Schema.Literals(["free", "agreed"])
})

/**
 * How far a callback can be trusted: `none` (the provider sends none), `hint` (cannot be verified) or `verified` (its
 * signature is checked). Even a verified callback only causes a status read.
 */
export const CallbackTrust = Schema.Literals(["none", "hint", "verified"])

/**
 * How long after its end an operation may still change at the provider: one that was paid be returned or refunded, one
 * that ended without money (failed, canceled, expired) be paid after all. Within that time verified callbacks about it
 * cause reads, and what ended without money is read now and then besides.
 */
export const Finality = Schema.Struct({ paidMayChangeForMillis: Millis, failedMayChangeForMillis: Millis })

/** How long after its end an operation may still change at the provider. */
export type Finality = typeof Finality.Type

/** The assumption for a provider whose manifest states nothing: half a year after paid, thirty days after failed. */
export const defaultFinality: Finality = {
  paidMayChangeForMillis: 180 * 86_400_000,
  failedMayChangeForMillis: 30 * 86_400_000
}

/** The members of the recipient with which each question is asked, beside where money goes and how much. */
export const Questions = Schema.Struct({
  quote: Schema.optionalKey(Schema.Array(Schema.String)),
  checkAccount: Schema.optionalKey(Schema.Array(Schema.String))
})

/** What can be captured of a payment that is held, and how often. */
export const Captures = Schema.Struct({
  /** Whether what is left stays held after a capture that is not the last. */
  several: Schema.Boolean,
  /**
   * What a cancel does to a payment of which something was captured: it is `refused` for ever, or it `refunds`. Whatever is not
   * `refused` is sent only where nothing was captured and nothing may be.
   */
  ofCaptured: Schema.Literals(["refused", "refunds", "undocumented"])
})

/** What can be captured of a payment that is held. */
export type Captures = typeof Captures.Type

const Stating = Schema.optionalKey(Schema.Literals(["sum", "parts"]))

/**
 * What the read of a payment states of the money that moved since, by whomever: the `sum`, or each of its `parts` as well. What is
 * left out is never stated, so that nobody can tell ours from others'.
 */
export const States = Schema.Struct({ captured: Stating, refunded: Stating, disputed: Stating })

/** What the read of a payment states of the money that moved since. */
export type States = typeof States.Type

/** The facts about a provider that no code can show. */
export const Manifest = Schema.Struct({
  routes: Schema.Array(Route),
  /** Left out: no question is asked with anything of the recipient, and a given recipient is refused by name. */
  questions: Schema.optionalKey(Questions),
  /** The members that an operation's `context` may have here, such as a connected account; left out, there is no context. */
  context: Schema.optionalKey(Schema.Array(Schema.String)),
  /** What a repeat of a send does, for each send. */
  duplicates: Settling.DuplicatesOf,
  /** What a look-up shows after a send, for each send. */
  lookUp: Settling.LookUps,
  /** Of payments that are captured by hand; left out: one capture, and what a cancel does after it is undocumented. */
  captures: Schema.optionalKey(Captures),
  /** Of payments: what a read states of money that moved since; left out: nothing. */
  states: Schema.optionalKey(States),
  /** The stages of a send, for each send that has any. */
  stages: Schema.optionalKey(Stages.StagesOf),
  statusReads: StatusReads,
  callbacks: CallbackTrust,
  /** Left out: `defaultFinality`. */
  finality: Schema.optionalKey(Finality)
})

/** The facts about a provider that no code can show. */
export type Manifest = typeof Manifest.Type

/** The capabilities of a provider instance. */
export interface Capabilities<Operation extends string> extends Manifest {
  readonly operations: ReadonlyArray<Operation>
}

/** Lists the operations an Spi implements, in the order of `names`. */
export const operations = <Operation extends string>(
  spi: { readonly [K in Operation]?: unknown },
  names: ReadonlyArray<Operation>
): ReadonlyArray<Operation> => names.filter((name) => spi[name] !== undefined)

/** A method in words, with the clearing system of a destination that has one: `bank (ach, US)`. */
export const wayOf = (method: string, { country, scheme }: Within = {}): string => {
  const by = [scheme, country].filter((each) => each !== undefined)
  return by.length === 0 ? method : `${method} (${by.join(", ")})`
}

const takes = (taken: ReadonlyArray<string> | undefined, asked: string | undefined): boolean =>
  taken === undefined || (asked !== undefined && taken.includes(asked))

/**
 * The route for a method and currency, and for the clearing system of a destination, if there is one. Where no destination is
 * known yet, as in a quote, any route of the method will do.
 */
export const route = (manifest: Manifest, method: string, currency: string, within?: Within): Route | undefined =>
  manifest.routes.find(
    (candidate) =>
      candidate.method === method &&
      candidate.currencies.includes(currency) &&
      (within === undefined || (takes(candidate.schemes, within.scheme) && takes(candidate.countries, within.country)))
  )

/** The limits of a route in a currency, as far as they are known. */
export const limitsOf = ({ limits = {} }: Route, currency: string): Limits =>
  Object.hasOwn(limits, currency) ? (limits[currency] ?? {}) : {}

/** Why this amount cannot be asked for on a route, if so. */
export const misfit = (
  route: Route,
  amount: Money
): "outside the limits" | "not a multiple of the step" | undefined => {
  const { max, min, step } = limitsOf(route, amount.currency)
  const isBelow = min !== undefined && compare(amount, min) === -1
  const isAbove = max !== undefined && compare(amount, max) === 1
  if (isBelow || isAbove) return "outside the limits"
  // Of a step of nothing there is no multiple.
  const isOff =
    step?.currency === amount.currency &&
    !Option.exists(BigDecimal.remainder(amount.value, step.value), BigDecimal.isZero)
  return isOff ? "not a multiple of the step" : undefined
}

/** Whether a payment on this route can be taken so. */
export const takesCapture = (
  { captureMethods = ["automatic"] }: Pick<Route, "captureMethods">,
  method: CaptureMethod
): boolean => captureMethods.includes(method)

/** What can be captured of a payment, and how often, by a manifest that may say nothing of it. */
export const capturesOf = ({ captures }: Pick<Manifest, "captures">): Captures =>
  captures ?? { several: false, ofCaptured: "undocumented" }

/** Whether a payout on this route may be taken from a balance of this currency, where its request chooses one. */
export const takesSource = ({ sources = [] }: Route, currency: string): boolean => sources.includes(currency)

/** Whether a payout on this route may be asked for by what leaves a balance of this currency. */
export const takesDebit = ({ debitCurrencies = [] }: Route, currency: string): boolean =>
  debitCurrencies.includes(currency)
