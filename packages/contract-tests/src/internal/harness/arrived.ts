/** What reaches a provider, as a harness tells it apart, and how an exchange can go wrong. */
import type * as PaymentProvider from "@switchyard/core/PaymentProvider"
import type * as PayoutProvider from "@switchyard/core/PayoutProvider"
import type { Reason } from "@switchyard/core/Reason"
import type * as RefundProvider from "@switchyard/core/RefundProvider"

/**
 * The operations of our interface by which requests are distinguished. Of a create in stages `prepare` is every request before the
 * commit, and `create` is the commit.
 */
export type Operation =
  | keyof PaymentProvider.Operations
  | keyof PayoutProvider.Operations
  | keyof RefundProvider.Operations
  | "prepare"
  | "abandon"

/**
 * What a request is: an operation, or one for a token. Those belong to the client and to no operation: a harness counts and
 * reports none of them, and plays no fault on them.
 */
export type Purpose = Operation | "token"

/** An answer as it goes over the line. */
export interface Answer {
  /** The HTTP status. */
  readonly status: number
  readonly body: string
  /** Headers beside the genuine ones, or in place of them; names are lower-case. */
  readonly headers?: Readonly<Record<string, string>>
  /** The bytes sent in place of the body, where that is not text. */
  readonly bytes?: Uint8Array<ArrayBuffer>
}

/** One way for the next request of an operation to go wrong. Where "acts" is written, the provider carries it out first. */
export type Fault =
  /** Nobody listens: the connection is refused, no byte leaves. */
  | { readonly kind: "refused" }
  /** The name of the host is not resolved, no byte leaves. */
  | { readonly kind: "unresolved" }
  /** The connection stands only after so long by the shared clock; before that no byte leaves. */
  | { readonly kind: "slowConnect"; readonly millis: number }
  /** The connection stands and ends before the request is read. */
  | { readonly kind: "cutBeforeReading" }
  /** Acts, then ends the connection without an answer. */
  | { readonly kind: "cutAfterActing" }
  /** Reads the request, does nothing, never answers. */
  | { readonly kind: "stallWithoutActing" }
  /** Acts, and never answers. */
  | { readonly kind: "stallAfterActing" }
  /** Acts; half of the answer arrives before the connection ends. */
  | { readonly kind: "truncate" }
  /** Acts; answers 2xx with a body that cannot be decoded, holding `text` where given. */
  | { readonly kind: "rubbish"; readonly text?: string }
  /** Acts; answers 2xx in the right format, but without what the documents promise. */
  | { readonly kind: "undocumented" }
  /** Acts; a proxy answers 502 with a page. */
  | { readonly kind: "html502" }
  /** Acts; answers 302 to another address of the same provider. */
  | { readonly kind: "redirect" }
  /** Acts; answers an error, well formed, that no document lists, saying `text` where given. */
  | { readonly kind: "unknownAnswer"; readonly text?: string }
  /** Acts, and answers so long after by the shared clock. */
  | { readonly kind: "slow"; readonly millis: number }
  /** Does not act; answers 429 with Retry-After in seconds. */
  | { readonly kind: "rateLimit"; readonly retryAfterSeconds: number }
  /** Does not act; answers the documented refusal that stands for this reason. */
  | { readonly kind: "refuse"; readonly reason: Reason }
  /** Acts; answers with what the documents say of that refusal, a code or a text, inside longer words that they do not list. */
  | { readonly kind: "nearRefusal"; readonly reason: Reason }
  /** Does not act; answers that the reference is used already. Only played where the manifest says `refused`. */
  | { readonly kind: "duplicate" }
  /** Acts; the answer speaks of another reference. Only played on what `repeatsReference` lists. */
  | { readonly kind: "otherReference" }
  /** Acts; its genuine answer arrives changed: under another status, with another body, with other headers. */
  | { readonly kind: "changed"; readonly change: (genuine: Answer) => Answer }

/** One request that reached the provider; `reference` is undefined where it was not read or has none. */
export interface Received {
  readonly operation: Operation
  readonly reference: string | undefined
}

/** A request as it arrived. */
export interface Request {
  readonly operation: Operation
  readonly method: string
  /** Without the query. */
  readonly path: string
  /** Everything after `?`, or the empty text. */
  readonly query: string
  /** Names are lower-case. */
  readonly headers: Readonly<Record<string, string>>
  /** The empty text where there is none, and where it is no text. */
  readonly body: string
}
