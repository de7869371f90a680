/**
 * The merchant's own id of a payment or payout. It is unique per kind for ever, written down before anything is sent,
 * and goes to the provider as its order id; it belongs to the operation, never to an attempt. It is kept apart from
 * the provider's id (`providerReference`) everywhere.
 */
import * as BigDecimal from "effect/BigDecimal"
import type * as DateTime from "effect/DateTime"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { Sensitive } from "../outcome/Redaction.ts"
import { OperationContext } from "./OperationContext.ts"

/** Letters, digits, `.`, `_` and `-`, starting with a letter or digit; at most 255 characters. */
export const Reference = Schema.String.check(
  Schema.makeFilter((text: string) =>
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,254}$/.test(text)
      ? undefined
      : "must be 1 to 255 letters, digits, '.', '_' or '-', starting with a letter or digit"
  )
)

/** The ids under which an operation can be read. */
export const Query = Schema.Struct({
  /** Our own id. */
  reference: Reference,
  /** The provider's id, once it is known; any text that an answer may hold, usable for a read or not. */
  providerReference: Schema.optional(Schema.String),
  /** The context in which it was created, where it has one: in any other it is not there. */
  context: Schema.optional(OperationContext)
})

/** The ids under which an operation can be read. */
export type Query = typeof Query.Type

/** Whatever a provider may have to be told to find an operation, beside its ids. */
export interface Finding<out Request = unknown> {
  /** The context in which it was created. */
  readonly context?: OperationContext | undefined
  /**
   * Nothing of it was sent before this instant: a provider that is looked through by time, in a list say, need not be looked
   * through further back.
   */
  readonly sentAfter?: DateTime.Utc | undefined
  /**
   * Nothing that could make it was sent to this account after this instant, the last moment of the last attempt, replays
   * included. Left out where that is not known, or where something of it is or may be on its way. The provider may have made it
   * later than that, and by another clock: a list is looked through up to `Settling.madeUntil`, never to this instant itself.
   */
  readonly sentUntil?: DateTime.Utc | undefined
  /**
   * The request that it was created with. A provider that cannot be asked by our reference and shows a list without it is
   * looked through by this: amount, currency, where it goes.
   */
  readonly request?: Request | undefined
}

/** Details of a read beside the operation that is asked for. */
export interface ReadOptions {
  /**
   * The personal values of the operation, such as `Payout.sensitive(request)`: the provider's words may repeat them, and
   * whoever keeps the request knows them. They are hidden in everything that the read ends with, as `Redaction.hide` does;
   * an id or address of the provider's that repeats one is left out. Of a look-up that is given the request, those of the
   * request are hidden without that.
   */
  readonly sensitive?: Sensitive | undefined
}

/**
 * Details of a look-up. Whoever has the request gives it: its personal values are hidden in everything that the look-up ends with,
 * and its context is that of the look-up. It is not checked again, because it may be older than a rule; one of another reference
 * or context is refused, and so is a `sentUntil` before `sentAfter`: then nothing is asked.
 */
export interface LookUpOptions<out Request = unknown> extends ReadOptions, Omit<Finding<Request>, "context"> {}

/** Whether a provider's id can stand in a request at all: 1 to 255 printable ASCII characters without spaces. */
export const isUsable = (providerReference: string): boolean => /^[!-~]{1,255}$/.test(providerReference)

// A number may have been written with leading zeros, or as a decimal: `007`, `7` and `7.0` are one id.
const notation = (id: string): string =>
  /^\d+(\.0+)?$/.test(id) ? id.replace(/\.0+$/, "").replace(/^0+(?=\d)/, "") : id

/** Whether two texts are the same id of a provider, in whichever notation of a number each is written. */
export const sameProviderId = (one: string, other: string): boolean => notation(one) === notation(other)

const number = /^\d{1,40}(?:\.\d{1,10})?(?:[eE]\+?\d{1,2})?$/

/** Whether two texts are the same number, which is what a spreadsheet makes of `0001001` and `1001`, `1E5` and `100000`. */
export const sameNumber = (one: string, other: string): boolean => {
  if (!number.test(one) || !number.test(other)) return false
  const [left, right] = [BigDecimal.fromString(one), BigDecimal.fromString(other)]
  return Option.isSome(left) && Option.isSome(right) && BigDecimal.equals(left.value, right.value)
}
