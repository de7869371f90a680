/**
 * `ps_data` of a payment: how the payer shall transfer money by hand, and where a receipt goes. It comes as an object,
 * as JSON text or null; when its text cannot be parsed that is noted and the rest of the answer still counts.
 */
import type * as Currency from "@switchyard/core/Currency"
import * as Json from "@switchyard/core/Json"
import type { Transfer } from "@switchyard/core/NextAction"
import { compact } from "@switchyard/core/Optional"
import type { ReceiptLinks } from "@switchyard/core/Payment"
import * as Wire from "@switchyard/core/Wire"
import * as DateTime from "effect/DateTime"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import type { Statement } from "./notes.ts"

type Members = { readonly [key: string]: Json.Json }

const membersOf = (value: Json.Json | undefined, wire: Wire.Reader): Members => {
  if (typeof value !== "string" || value === "") return Wire.members(value)
  const parsed = Json.parse(value)
  if (Result.isSuccess(parsed)) return Wire.members(parsed.success)
  wire.note("UnreadableField", "ps_data: is not JSON")
  return {}
}

// Unix seconds with a fraction, as text or number.
const instant = (value: Json.Json | undefined, wire: Wire.Reader): DateTime.Utc | undefined => {
  if (!Wire.isGiven(value)) return undefined
  const seconds = Wire.text(value)
  if (seconds !== undefined && /^\d{1,11}(\.\d{1,9})?$/.test(seconds))
    return DateTime.makeUnsafe(Math.floor(Number(seconds) * 1000))
  wire.note("UnreadableField", "ps_data.expired: is not a Unix time")
  return undefined
}

const redacted = (value: Json.Json | undefined): Redacted.Redacted<string> | undefined => {
  const text = Wire.text(value)
  return text === undefined ? undefined : Redacted.make(text)
}

// The documents mean a number; their callback sample has letters. An amount of a currency that is not known is none.
const currencyOf = (value: Json.Json | undefined, wire: Wire.Reader): Currency.Currency | undefined => {
  const found = Wire.currencyByNumber(value) ?? Wire.currencyByCode(value)
  if (found === undefined) wire.note("UnreadableField", "ps_data.currency: is no currency that is known")
  return found
}

/** The content of `ps_data`: the transfer a payer is asked for, where receipts go, and what else may help a person. */
export interface PsData {
  readonly next: Transfer | undefined
  readonly links: ReceiptLinks | undefined
  readonly statements: ReadonlyArray<Statement>
}

/** Reads `ps_data`; `unit` is the currency of its amounts where it names none itself. */
export const readTransfer = (
  psData: Json.Json | undefined,
  unit: Currency.Currency | undefined,
  wire: Wire.Reader
): PsData => {
  const data = membersOf(psData, wire)
  const currency = Wire.isGiven(data.currency) ? currencyOf(data.currency, wire) : undefined
  const amountUnit = Wire.isGiven(data.currency) ? currency : unit
  const page = Wire.text(data.receipt_web)
  const isPage = page === undefined || Wire.isWebUrl(page)
  if (!isPage) wire.note("UnreadableField", "ps_data.receipt_web: not a page to send a payer to")
  // The other two are called by us, and are checked against the allowed hosts then.
  const links = compact({
    upload: Wire.text(data.receipt_url),
    status: Wire.text(data.receipt_status_url),
    page: isPage ? page : undefined
  })
  const target = compact({
    bank: Wire.text(data.bank),
    card: redacted(data.card),
    phone: redacted(data.phone),
    holder: redacted(data.card_holder_name),
    qr: Wire.text(data.qr_data) ?? Wire.text(data.url),
    qrCaption: Wire.text(data.qr_caption)
  })
  // An answer may leave out where to pay and still state how much, until when, and where a receipt goes.
  const beside = compact({
    amount: wire.money("ps_data.amount", data.amount, amountUnit),
    suggestedAmount: wire.money("ps_data.suggested_amount", data.suggested_amount, amountUnit),
    expiresAt: instant(data.expired, wire),
    receiptPage: links.page
  })
  const isStated = Object.keys(target).length > 0 || Object.keys(beside).length > 0
  return {
    links: Object.keys(links).length === 0 ? undefined : links,
    next: isStated ? { type: "transfer", ...target, ...compact({ currency }), ...beside } : undefined,
    statements: [
      ["ps_data.method", data.method, "words"],
      ["ps_data.currency", data.currency, "words"]
    ]
  }
}
