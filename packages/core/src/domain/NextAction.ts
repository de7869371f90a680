/**
 * The next step of a payer to complete a payment: go to a page, transfer money by hand, or fill in a card form.
 * Whatever identifies the person who receives a transfer is `Redacted`: an application unwraps it where it shows it
 * to the payer, and nowhere else.
 */
import * as Schema from "effect/Schema"
import { Currency } from "./Currency.ts"
import { Money } from "./Money.ts"

/** Send the payer's browser to `url` by `method`, with `fields` as query or form members. */
export const Redirect = Schema.Struct({
  type: Schema.Literal("redirect"),
  method: Schema.Literals(["GET", "POST"]),
  url: Schema.String,
  fields: Schema.Record(Schema.String, Schema.String)
})

/**
 * Ask the payer to transfer money: exactly `suggestedAmount` where it is given, before `expiresAt`. Where to (bank, card,
 * phone, holder, QR code) may be missing in one answer and stated in another; an answer that states any of that replaces
 * all of it, and the rest is kept beside (money rules, section 9). `tellsWhereToPay` says whether it is there.
 */
export const Transfer = Schema.Struct({
  type: Schema.Literal("transfer"),
  bank: Schema.optionalKey(Schema.String),
  card: Schema.optionalKey(Schema.Redacted(Schema.String)),
  phone: Schema.optionalKey(Schema.Redacted(Schema.String)),
  holder: Schema.optionalKey(Schema.Redacted(Schema.String)),
  /** The currency of the transfer where the provider states one: it may be another than the payment's. */
  currency: Schema.optionalKey(Currency),
  amount: Schema.optionalKey(Money),
  suggestedAmount: Schema.optionalKey(Money),
  expiresAt: Schema.optionalKey(Schema.DateTimeUtc),
  /** The address to draw as a QR code. */
  qr: Schema.optionalKey(Schema.String),
  qrCaption: Schema.optionalKey(Schema.String),
  /** A page where the payer can upload a receipt. */
  receiptPage: Schema.optionalKey(Schema.String)
})

/**
 * Let the payer's browser post its card data with `formToken` to `url`, which is https (http on loopback); card data never
 * passes through us.
 */
export const CardForm = Schema.Struct({
  type: Schema.Literal("card_form"),
  formToken: Schema.Redacted(Schema.String),
  url: Schema.String
})

/** A card form. */
export type CardForm = typeof CardForm.Type

/** A transfer by hand. */
export type Transfer = typeof Transfer.Type

/** The next step of a payer. */
export const NextAction = Schema.Union([Redirect, Transfer, CardForm])

/** The next step of a payer. */
export type NextAction = typeof NextAction.Type

/** Whether an action by itself states where to pay. A transfer does so by a card, a phone or a QR code. */
export const tellsWhereToPay = (action: NextAction): boolean =>
  action.type !== "transfer" || action.card !== undefined || action.phone !== undefined || action.qr !== undefined
