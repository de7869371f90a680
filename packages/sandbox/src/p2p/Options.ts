/**
 * The options of a simulated P2P platform at its start (`Options`) and while it runs (`Settings`), with the defaults.
 * The platform's document leaves much unsaid; every such point is a switch here, its default named in the README.
 */
import type * as Worlds from "../World.ts"

/** The ways a payout is paid. */
export const methods = ["card", "sbp", "score", "iban"] as const

/** Card, SBP (by phone), bank account or IBAN. */
export type Method = (typeof methods)[number]

/** The request field that names the recipient, by method. */
export const requisites = {
  card: "number_card",
  sbp: "phone_number",
  score: "number_score",
  iban: "iban_number"
} as const satisfies Record<Method, string>

/** A merchant of the platform. */
export interface Merchant {
  /** As it stands in the path. */
  readonly name: string
  /** The `X-Api-Key` of reads. */
  readonly apiKey: string
  /** The symmetric key that signs requests and callbacks. */
  readonly signKey: string
  /** Starting USDT, decimal text. */
  readonly balance?: string
}

/** A status and when it comes, in milliseconds after creation or at the payout's own `timeout`. */
export interface Step {
  readonly status: string
  readonly after: number | "timeout"
}

/** The settings that can be switched while the simulator runs. */
export interface Settings {
  /** How `standart_sign` is made, such as `{order_id}:{sign_key}`; null puts the document's placeholder there. */
  readonly standartSign: string | null
  /** The effect of a second create with a used `order_id`: pay again, be refused, or repeat the first answer. */
  readonly duplicateOrders: "accept" | "refuse" | "sameAnswer"
  /** Which id the status call takes. */
  readonly payoutIdInPath: "orderId" | "transactionId" | "both"
  /** Whether polling was agreed upon; without it a payout may be read only so often. */
  readonly pollingAgreed: boolean
  /** How many reads of one payout are answered in a window where polling was not agreed upon. */
  readonly statusReads: number
  /** The length of that window in milliseconds. */
  readonly statusWindow: number
  /** Milliseconds from a create until status reads find what it made. */
  readonly readLag: number
  /** The HTTP status of `ok: false` answers. */
  readonly errorStatus: number
  /** Whether create refuses in the documented texts alone, or in longer ones that contain them and promise otherwise. */
  readonly refusalTexts: "documented" | "longer"
  /** The record that a create refused in a documented text leaves behind: nothing, or a payout in `rejected_gate`. */
  readonly refusedLeaves: "nothing" | "rejected"
  /** Whether the create answer has `ok`, which its own table does not list. */
  readonly okInCreateAnswer: boolean
  /** Whether the status answer has `ok`, which its own table does not list and its sample has. */
  readonly okInStatusAnswer: boolean
  /**
   * How members without a value are given in status answers and callbacks: the other methods' requisites, and names that
   * the request had none of. The samples have null, the tables speak of what is provided.
   */
  readonly gaps: "null" | "absent" | "empty"
  /** How times are written, ISO 8601 all of them: to the second with Z, with six more digits, or with `+03:00`. */
  readonly times: "utc" | "micro" | "zoned"
  /** A suffix of each of the texts that no document has, such as ` ({personal:.})`: see `Words.ts`; null for nothing. */
  readonly echo: string | null
  /** Whether GET requests must name a content type, as the document's tables demand. */
  readonly contentTypeOnReads: boolean
  /** How many open payouts one requisite takes before it is overloaded; 0 for any number. */
  readonly openPerRequisite: number
  /** Milliseconds from a merchant's cancellation until it takes effect, if the payout is still open then. */
  readonly cancelDelay: number
  /** How many receipts a successful payout has. */
  readonly cheques: number
}

/** The settings at the start and after a reset. */
export const defaultSettings: Settings = {
  standartSign: null,
  duplicateOrders: "accept",
  payoutIdInPath: "orderId",
  pollingAgreed: false,
  statusReads: 5,
  statusWindow: 600_000,
  readLag: 0,
  errorStatus: 200,
  refusalTexts: "documented",
  refusedLeaves: "nothing",
  okInCreateAnswer: true,
  okInStatusAnswer: true,
  gaps: "null",
  times: "utc",
  echo: null,
  contentTypeOnReads: true,
  openPerRequisite: 0,
  cancelDelay: 0,
  cheques: 2
}

/** How a simulated P2P platform is made; everything has a default. */
export interface Options extends Worlds.Options {
  readonly merchants?: ReadonlyArray<Merchant>
  readonly settings?: Partial<Settings>
  /** Fiat per USDT by lower-case currency; these are the currencies on offer. Decimal text. */
  readonly rates?: Readonly<Record<string, string>>
  /** The debit beyond the payout's USDT, as a fraction; decimal text. */
  readonly fee?: string
  /** The course of a payout, unless a test plans another. */
  readonly plan?: ReadonlyArray<Step>
  /** Minutes, where a request names no `timeout`. */
  readonly timeout?: number
  /** The e-commerce gateway in the merchant status, which is not simulated. */
  readonly ecom?: { readonly russian: boolean; readonly international: boolean }
}

/** The merchant there is without options. */
export const defaultMerchant: Merchant = {
  name: "sandbox",
  apiKey: "sandbox_api_key",
  signKey: "sandbox_sign_key"
}

/** The starting USDT of a merchant. */
export const defaultBalance = "100000"

/** The rouble's rate is the document's own sample. */
export const defaultRates: Readonly<Record<string, string>> = {
  rub: "100.2472",
  uah: "41.5",
  eur: "0.92",
  usd: "1"
}

/** Two per cent: a payout costs at least its own amount, unlike the document's sample. */
export const defaultFee = "0.02"

/** The minutes of the document's example. */
export const defaultTimeout = 30

/** A payout waits and succeeds after five seconds. */
export const defaultPlan: ReadonlyArray<Step> = [
  { status: "expectation", after: 0 },
  { status: "successful", after: 5_000 }
]
