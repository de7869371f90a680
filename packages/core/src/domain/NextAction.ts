/**
 * The next step of a payer to complete a payment: go to a page, transfer money by hand, fill in a card form, go on in the
 * provider's own software, or pay a voucher. Whatever identifies the person who receives a transfer, or lets somebody act as
 * the payer, is `Redacted`: an application unwraps it where it shows it to the payer, and nowhere else.
 */
import type * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { Currency } from "./Currency.ts"
import { Money } from "./Money.ts"

// Of each kind: nothing of it is shown to the payer from then on.
const expiring = { expiresAt: Schema.optionalKey(Schema.DateTimeUtc) }

/** Send the payer's browser to `url` by `method`, with `fields` as query or form members. */
export const Redirect = Schema.Struct({
  type: Schema.Literal("redirect"),
  method: Schema.Literals(["GET", "POST"]),
  url: Schema.String,
  fields: Schema.Record(Schema.String, Schema.String),
  ...expiring
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
  ...expiring,
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
  url: Schema.String,
  ...expiring
})

/**
 * Let the provider's own software go on with the payer, in a browser or an app. Whoever has `clientSecret` may pay, and at some
 * providers read and change the payment: it goes to the payer's device by the merchant's own answer and is stored nowhere
 * in the open.
 */
export const Sdk = Schema.Struct({
  type: Schema.Literal("sdk"),
  clientSecret: Schema.Redacted(Schema.String),
  /** Names the merchant's account to that software; it may be seen by everybody. */
  publishableKey: Schema.optionalKey(Schema.String),
  /** What else the software wants to be given and everybody may see, such as the account that it acts for. */
  fields: Schema.optionalKey(Schema.Record(Schema.String, Schema.String)),
  ...expiring
})

/** A step in the provider's own software. */
export type Sdk = typeof Sdk.Type

/** Let the payer pay a voucher, in cash or at its bank, by `number`. */
export const Voucher = Schema.Struct({
  type: Schema.Literal("voucher"),
  number: Schema.Redacted(Schema.String),
  /** Who is paid by that number, where the payer has to name it as well. */
  entity: Schema.optionalKey(Schema.String),
  /** The content of the barcode, as text. */
  barcode: Schema.optionalKey(Schema.Redacted(Schema.String)),
  /** A page that shows the voucher, to print it. */
  page: Schema.optionalKey(Schema.String),
  ...expiring
})

/** A voucher to be paid. */
export type Voucher = typeof Voucher.Type

/** A card form. */
export type CardForm = typeof CardForm.Type

/** A transfer by hand. */
export type Transfer = typeof Transfer.Type

/** The next step of a payer. */
export const NextAction = Schema.Union([Redirect, Transfer, CardForm, Sdk, Voucher])

/** The next step of a payer. */
export type NextAction = typeof NextAction.Type

/** Whether an action by itself states where to pay. A transfer does so by a card, a phone or a QR code. */
export const tellsWhereToPay = (action: NextAction): boolean =>
  action.type !== "transfer" || action.card !== undefined || action.phone !== undefined || action.qr !== undefined

const redactedIn = (action: NextAction): ReadonlyArray<Redacted.Redacted<string> | undefined> => {
  switch (action.type) {
    case "redirect":
      return []
    case "transfer":
      return [action.card, action.phone, action.holder]
    case "card_form":
      return [action.formToken]
    case "sdk":
      return [action.clientSecret]
    case "voucher":
      return [action.number, action.barcode]
  }
}

/** Every value of an action that stands for a person, or lets somebody act as the payer, for a redactor to look for. */
export const sensitive = (action: NextAction): ReadonlyArray<Redacted.Redacted<string>> =>
  redactedIn(action).filter((value) => value !== undefined)
