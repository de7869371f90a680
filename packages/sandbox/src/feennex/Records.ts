/**
 * The records of a simulated Feennex: payouts, payments, receipts, service operations, and what is known
 * of accounts. Plain data; where it is kept is in `State.ts`.
 */
import type { GivenMembers } from "../Held.ts"
import type { Decimal } from "../internal/decimal.ts"
import type { NumberText } from "../internal/json.ts"
import type { PayoutMoney, Reached } from "../Operation.ts"
import type { Planned } from "../Plan.ts"
import type { Stage } from "./Courses.ts"
import type { Id } from "./Ids.ts"
import type { Payway, Shop } from "./Options.ts"
import type * as Prices from "./Quotes.ts"

/** A payout. */
export interface Payout extends Planned, Id {
  readonly shop: Shop
  readonly reference: string
  readonly account: string
  readonly payway: string
  /** In `psCurrency`, printed the way the request had it. */
  readonly receive: NumberText
  readonly psCurrency: string
  readonly price: Prices.PayoutQuote
  readonly shopCurrency: string
  readonly createdAt: number
  /** Everything the request had. */
  readonly given: GivenMembers
  readonly history: Array<Reached<number>>
  status: number
  rejectedReason: string | null
  money: PayoutMoney
  /** The shop's free money once this was paid. */
  balanceAfter: Decimal | null
}

/** A payer's proof of transfer under review. */
export interface Receipt {
  readonly id: string
  /** `pending`, `succeeded` or `rejected` by the document; a test may set any text. */
  status: string
  comment: string | null
}

/** The card data that a payer typed into the form; its security code is kept nowhere. */
export interface Payer {
  readonly card: string
  readonly holder: string | null
}

/** Something that Feennex itself took from a shop or gave to it; only registers list it. */
export interface Service {
  readonly id: string
  readonly at: number
  readonly shop: Shop
  /** Negative where the shop is given money. */
  readonly amount: Decimal
  readonly currency: string
  readonly description: string | null
  readonly balanceAfter: Decimal
}

/** A payment. */
export interface Payment extends Planned, Id {
  /** The id of the receipt service. */
  readonly uuid: string
  readonly sessionId: string
  readonly shop: Shop
  readonly reference: string
  readonly payway: string
  readonly direction: Payway
  readonly currency: string
  /** The amounts asked for at creation. */
  readonly asked: Prices.PaymentQuote
  /** Where this simulator was reached, for the links it hands out. */
  readonly origin: string
  readonly createdAt: number
  /** How long the payer has, in milliseconds. */
  readonly lifetime: number
  readonly email: string | null
  readonly description: string | null
  readonly callbackUrl: string | null
  readonly callbackRejectedUrl: string | null
  readonly successUrl: string | null
  readonly failedUrl: string | null
  /** Everything the request had. */
  readonly given: GivenMembers
  /** The newest token that /h2h_data gave out for this payment and nobody has used. */
  formToken: string | null
  payer: Payer | null
  /** The stages of `ps_data` in answers, where a test has set so. */
  psDataStages: ReadonlyArray<Stage> | null
  /** How many answers had `ps_data`. */
  reads: number
  readonly receipts: Array<Receipt>
  readonly history: Array<Reached<number>>
  price: Prices.PaymentQuote
  status: number
  rejectedReason: string | null
  processedAt: number | null
  updatedAt: number | null
  money: "none" | "held" | "credited" | "returned"
  /** The shop's free money once this was credited. */
  balanceAfter: Decimal | null
}

/** The answer of /check_account for an account, and what becomes of a payout to it. */
export interface AccountCheck {
  /** Null, or not there at all, where the outcome is not known. */
  readonly result: boolean | null | "absent"
  readonly providerStatus: 1 | 2 | 3
  /** Any JSON; texts in it may repeat what was given, see `Words.ts`. */
  readonly info: Readonly<Record<string, unknown>>
}

/** One /check_account, with everything the request had. */
export interface AccountChecked {
  readonly at: number
  readonly shop: string
  readonly given: GivenMembers
}

/** The known people of a payment: what the merchant gave, and what the payer typed. */
export const wordsOf = ({ given, payer }: Payment): GivenMembers =>
  payer === null ? given : { ...given, card: payer.card, card_holder: payer.holder }
