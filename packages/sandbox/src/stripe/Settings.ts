/**
 * The switches of a simulated Stripe while it runs. What its documents leave unsaid has a switch here whose default is the reading that
 * is harder on a client; times are milliseconds of the clock.
 */
import * as Decode from "../internal/decode.ts"

const minute = 60_000
const day = 1_440 * minute

/** The switches. */
export interface Settings {
  /** The account's default version, and the one that webhooks have. */
  readonly apiVersion: string
  /** The metadata name under which references come; null takes what looks like one. */
  readonly referenceKey: string | null
  /** How long an idempotency key is remembered, a day at least by the documents; after that it is new again. */
  readonly keyLifetime: number
  /** Whether a key keeps a refusal that the state of things or the balance brought about. */
  readonly keepRefusals: boolean
  /** Whether 409 for a key in use names its code. */
  readonly keyConflict: "coded" | "uncoded"
  /** The status where a create names an object that does not exist. */
  readonly missingOnCreate: 400 | 404
  /** How long search does not find what was made, nor see what has changed. */
  readonly searchLag: number
  /** How long `automatic_async` leaves a charge without its balance transaction. */
  readonly feeDelay: number
  /** How long a payment's money is pending. */
  readonly pendingTime: number
  /** How long an authorisation can be captured. */
  readonly captureWindow: number
  /** Whether a charge whose authorisation was cancelled says it was refunded, though nothing was ever taken. */
  readonly canceledCharge: "refunded" | "released"
  /** How long a delayed method takes. */
  readonly processingTime: number
  /** How long a refund is pending, and after how long one fails that had succeeded. */
  readonly refundTime: number
  /** When a payout is in transit, and when it is over, counted from its creation. */
  readonly payoutTransit: number
  readonly payoutArrival: number
  /** How many confirms fail until the payment is cancelled. */
  readonly confirmLimit: number
  /** Stripe's fee: a part in ten thousand of the amount, and so much more in the smallest unit. */
  readonly feeShare: number
  readonly feeFixed: number
  readonly disputeFee: number
  /** Whether an event comes once more under another id, as two events for one change. */
  readonly eventTwins: boolean
  /** How late webhooks go out. */
  readonly webhookDelay: number
  /** A text behind all error messages, see `Words.ts`. */
  readonly echo: string | null
}

/** The switches at the start. */
export const defaultSettings: Settings = {
  apiVersion: "2026-10-28.endive",
  referenceKey: null,
  keyLifetime: day,
  keepRefusals: true,
  keyConflict: "coded",
  missingOnCreate: 404,
  searchLag: minute,
  feeDelay: minute,
  pendingTime: 2 * day,
  captureWindow: 7 * day,
  canceledCharge: "refunded",
  processingTime: 5_000,
  refundTime: 5_000,
  payoutTransit: 2_000,
  payoutArrival: 5_000,
  confirmLimit: 10,
  feeShare: 290,
  feeFixed: 30,
  disputeFee: 1500,
  eventTwins: false,
  webhookDelay: 0,
  echo: null
}

const isVersion = (text: string): boolean => /^\d{4}-\d{2}-\d{2}\.endive$/.test(text)

/** Whether this simulator speaks a version: that of the release it was written for. */
export const speaks = isVersion

const numbers = [
  ...([
    "keyLifetime",
    "searchLag",
    "feeDelay",
    "pendingTime",
    "captureWindow",
    "processingTime",
    "refundTime"
  ] as const),
  ...(["payoutTransit", "payoutArrival", "confirmLimit", "feeShare", "feeFixed", "disputeFee", "webhookDelay"] as const)
]

const version = (input: Readonly<Record<string, unknown>>): string | undefined => {
  const text = Decode.optionalText(input, "apiVersion")
  if (text !== undefined && !isVersion(text)) throw new Decode.BadInput("apiVersion must be of the release endive")
  return text
}

/** The switches that are in the input; throws `BadInput`. */
export const decode = (value: unknown): Partial<Settings> => {
  const input = Decode.record(value, "settings", Object.keys(defaultSettings))
  const missing = Decode.optionalInteger(input, "missingOnCreate")
  if (missing !== undefined && missing !== 400 && missing !== 404) {
    throw new Decode.BadInput("missingOnCreate must be 400 or 404")
  }
  const read = numbers.map((name) => [name, Decode.optionalInteger(input, name)] as const)
  const given: Partial<Settings> = Object.fromEntries(read.filter(([, number]) => number !== undefined))
  return {
    ...given,
    ...Decode.present({
      apiVersion: version(input),
      referenceKey: input.referenceKey === null ? null : Decode.optionalText(input, "referenceKey"),
      keepRefusals: Decode.optionalBoolean(input, "keepRefusals"),
      keyConflict: Decode.optionalChoice(input, "keyConflict", ["coded", "uncoded"]),
      missingOnCreate: missing,
      canceledCharge: Decode.optionalChoice(input, "canceledCharge", ["refunded", "released"]),
      eventTwins: Decode.optionalBoolean(input, "eventTwins"),
      echo: input.echo === null ? null : Decode.optionalText(input, "echo")
    })
  }
}
