/** What a test can tell the simulator, and see of it. */
import type * as Callback from "@switchyard/core/Callback"
import type { CallbackKeys } from "@switchyard/core/CallbackKeys"
import type * as Http from "@switchyard/core/Http"
import type * as Json from "@switchyard/core/Json"
import type * as Money from "@switchyard/core/Money"
import type * as DateTime from "effect/DateTime"
import type * as Effect from "effect/Effect"

/** One request as it goes over the line. */
export interface Request {
  readonly path: string
  readonly headers: { readonly [name: string]: string }
  readonly body: string
}

/** Carries one request to the simulator, at most once; ends as `Http.send` does. */
export type Exchange = (
  request: Request,
  deadline?: DateTime.Utc
) => Effect.Effect<Http.Answer | Http.MaybeSent, Http.NeverSent>

/** One way for the next request to go wrong. */
export type Fault =
  /** Nobody listens: no connection. */
  | { readonly kind: "refused" }
  /** The name of the host is not resolved. */
  | { readonly kind: "unresolved" }
  /** The connection takes so long; before it stands, nothing is sent. */
  | { readonly kind: "slowConnect"; readonly millis: number }
  /** The connection ends before the request is read. */
  | { readonly kind: "cutBeforeReading" }
  /** The connection ends, and the request is still on its way: it is carried out when `arrive` is run. */
  | { readonly kind: "late" }
  /** The request is carried out, then the connection ends. */
  | { readonly kind: "cutAfterActing" }
  /** The request is read, nothing is done and nothing is answered. */
  | { readonly kind: "stallWithoutActing" }
  /** The request is carried out and nothing is answered. */
  | { readonly kind: "stallAfterActing" }
  /** The request is carried out and half of the answer arrives. */
  | { readonly kind: "truncate" }
  /** The request is carried out and answered so long after. */
  | { readonly kind: "slow"; readonly millis: number }
  /** The request is carried out, and this is answered in place of the provider's own words. */
  | { readonly kind: "answer"; readonly status: number; readonly body: string; readonly location?: string }
  /** The provider's own error answer, without acting. */
  | { readonly kind: "error"; readonly code: string; readonly message?: string; readonly retryAfterSeconds?: number }
  /** The payment is there and declined, and can still be paid; only where the option `declined` says so. */
  | { readonly kind: "declines" }
  /** The request is carried out, and the answer speaks of another operation. */
  | { readonly kind: "otherReference" }

/** For which requests a fault is meant: the next one on any path unless told otherwise. */
export interface Match {
  readonly path?: string
  /** Our reference, where the request says it. */
  readonly reference?: string
  readonly times?: number
}

/** One request that arrived; `reference` is missing where it was not read or has none. */
export interface Received {
  readonly path: string
  readonly reference: string | undefined
  /** The request as it came, where it was read. */
  readonly request: Request | undefined
}

/** Payments, payouts and refunds are counted apart. */
export type Kind = "payment" | "payout" | "refund"

/** Where a payout goes, as the simulator was told; what was not said is undefined. */
export interface Payee {
  readonly account: string
  readonly bank: string | undefined
  readonly bic: string | undefined
  readonly holder: string | undefined
  readonly country: string | undefined
  readonly scheme: string | undefined
}

/** One operation as the simulator holds it. */
export interface Operation {
  readonly kind: Kind
  readonly id: string
  readonly reference: string
  readonly method: string
  readonly amount: Money.Money
  /** Of a payout what it costs, and what leaves the balance with that. */
  readonly fee: Money.Money
  readonly total: Money.Money
  readonly status: string
  /** When it was made, in milliseconds since 1970. */
  readonly createdAt: number
  /** The sub-account that it belongs to; the empty text for the account itself. */
  readonly subAccount: string
  /** Left out for a payment. */
  readonly payee?: Payee
  /** The payment that a refund is of. */
  readonly payment?: string | undefined
  /** Out of what, at which price and for which recipient a payout was asked for, as it was sent. Left out for a payment. */
  readonly terms?: { readonly [member: string]: Json.Json }
}

/** Money that really moved: paid to a recipient, or received from a payer. */
export interface Movement {
  readonly kind: Kind
  readonly reference: string
  readonly amount: Money.Money
}

/** Why the provider says that an operation did not succeed. */
export interface Why {
  readonly code: string
  /** The code of the clearing scheme. */
  readonly scheme?: string
  readonly message?: string
}

/** A row of the provider's statement: something that moved money. */
export interface StatementRow {
  readonly id: string
  /** In the provider's words: `payment`, `payout`, `refund`, `dispute`, `fee`, `transfer`, `adjustment`. */
  readonly kind: string
  /** The provider's id of the operation, and ours. */
  readonly operation?: string | undefined
  readonly reference?: string | undefined
  /** Of a refund or a dispute: the provider's id of the payment, and ours. */
  readonly payment?: string | undefined
  readonly payment_reference?: string | undefined
  /** In milliseconds since 1970. */
  readonly at: number
  /** `settled`, `returned` or `failed`. */
  readonly status: string
  readonly amount?: Money.Money | undefined
  readonly net: Money.Money
  readonly fee?: Money.Money | undefined
}

/** The members of a row that were written anew. */
export interface Booked extends Partial<Omit<StatementRow, "id">> {}

/** The provider's statement, as a test sees it. */
export interface Statement {
  /** Every row, in its order. */
  readonly rows: () => ReadonlyArray<StatementRow>
  /** Writes a row that no operation here stands behind, such as a fee or a transfer. */
  readonly book: (row: StatementRow) => void
  /** Writes members of a row anew. */
  readonly change: (id: string, change: Booked) => void
  /** Takes a row out of the statement. */
  readonly remove: (id: string) => void
  /** Shows a row twice from now on. */
  readonly repeat: (id: string) => void
  /** Acts once the next page has been answered, and before the one after it. */
  readonly afterPage: (act: () => void) => void
}

/** What a payer is told to do, in the members of an answer. */
export type Asks = {
  readonly page?: string
  readonly transfer?: {
    readonly card?: string
    readonly phone?: string
    readonly holder?: string
    readonly receipt_page?: string
  }
  readonly sdk?: { readonly secret: string; readonly key?: string }
  readonly voucher?: {
    readonly number: string
    readonly entity?: string
    readonly barcode?: string
    readonly page?: string
  }
  /** Until when, in milliseconds since 1970. */
  readonly until?: number
}

/** One capture, refund or dispute as the provider's desk makes it. */
export interface AtTheDesk {
  readonly amount: Money.Money
  readonly status: string
}

/** What a callback shall be beside genuine. */
export interface CallbackChanges {
  /** Another amount, signed properly. */
  readonly amount?: Money.Money
  /** Signed with a wrong key. */
  readonly isForged?: boolean
  /** Another word in the place of the status; it is the same event. */
  readonly status?: string
  /** When it is signed and comes; left out: in 1970. */
  readonly at?: DateTime.Utc
  /** Further operations of this kind, by their references, whose events come in the same callback. */
  readonly beside?: ReadonlyArray<string>
  /** With news among the events that are about nothing of ours. */
  readonly hasNews?: boolean
  /** About a refund or a dispute of the payment, of this amount. */
  readonly about?: { readonly kind: "refund" | "dispute"; readonly amount: Money.Money }
}

/** The simulator, as a test sees it. Its functions are synchronous: they tell and ask, they never wait. */
export interface Simulator {
  readonly exchange: Exchange
  /** Carries out, at the Clock's moment, what has been on its way since a `late` fault. */
  readonly arrive: Effect.Effect<void>
  /** Forgets the key of a create, as if its time were over. */
  readonly forget: (kind: Kind, reference: string) => void
  readonly fault: (fault: Fault, match?: Match) => void
  /** How many connections were asked for. */
  readonly connecting: () => number
  readonly received: () => ReadonlyArray<Received>
  readonly operations: (kind: Kind) => ReadonlyArray<Operation>
  readonly ledger: (kind: Kind) => ReadonlyArray<Movement>
  /** Moves an operation to a status, documented or not; money moves with it. */
  readonly settle: (kind: Kind, reference: string, status: string, why?: Why) => void
  /** From now on an operation says that it waits for somebody, documented or not, also when it has ended. */
  readonly waitFor: (kind: Kind, reference: string, word: string) => void
  /** From now on the answers about a payment ask this of its payer, and no more. */
  readonly ask: (reference: string, asks: Asks) => void
  /** Commits a draft by its id, as a colleague can in the dashboard of the provider. */
  readonly commit: (kind: Kind, id: string) => void
  /** A payment that was made and paid some other way, to be paid back; gives its id. */
  readonly pay: (made: {
    readonly reference: string
    readonly method: string
    /** In all, or of each capture. */
    readonly amount: Money.Money
    readonly subAccount: string
    /** By how many captures it was taken; left out: at once. */
    readonly captures?: number
  }) => string
  /** Every refund of a payment, with our references of those that are ours. */
  readonly refunds: (reference: string) => ReadonlyArray<{
    readonly id: string
    readonly mark: string | undefined
    readonly amount: Money.Money
    readonly status: string
  }>
  /** Somebody at the provider's desk captures a part of a payment that is held; gives the id of the capture. */
  readonly capture: (reference: string, made: AtTheDesk) => string
  /** The captures of a payment, with our own marks of those that are ours. */
  readonly captures: (reference: string) => ReadonlyArray<{
    readonly id: string
    readonly mark: string | undefined
    readonly amount: Money.Money
    readonly status: string
  }>
  /** Moves a capture to a status: `done`, `failed`. */
  readonly settleCapture: (reference: string, id: string, status: string) => void
  /** Somebody at the provider's desk pays a payment back; gives the id of the refund. */
  readonly refund: (reference: string, made: AtTheDesk) => string
  /** The payer's bank disputes a payment; gives the id of the dispute. */
  readonly dispute: (reference: string, made: AtTheDesk) => string
  /** Moves a dispute to a status: `open`, `won`, `lost`. */
  readonly settleDispute: (reference: string, id: string, status: string) => void
  /** So many look-ups go on showing an operation as it is now. */
  readonly lag: (kind: Kind, id: string, reads: number) => void
  readonly statement: Statement
  /** What this provider would send to our callback address about an operation. */
  readonly callback: (kind: Kind, reference: string, changes?: CallbackChanges) => Callback.Raw
  /** What it sends there about nothing of ours. */
  readonly news: (at?: DateTime.Utc) => Callback.Raw
  /** The keys that the provider publishes, as an adapter fetches them. */
  readonly keys: CallbackKeys<string>
  /** Whether they can be had; they can until this is told. */
  readonly publish: (isReachable: boolean) => void
}
