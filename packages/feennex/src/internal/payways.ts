/**
 * Which payway a request goes by. The shop's configuration lists the payways of each way to pay and currency, the first of
 * them the usual one. An option may choose among those and no others: a payway decides in which currency money goes and how,
 * so another one would pass by every route, limit and comparison.
 */
import type { FieldIssue } from "@switchyard/core/ProviderError"
import * as Result from "effect/Result"

/** The payways of one way to pay and currency. */
export type Listed = string | readonly [string, ...ReadonlyArray<string>]

/** The payways of a shop by destination type or payment method, and by currency. */
export type Payways = { readonly [method: string]: { readonly [currency: string]: Listed } | undefined }

const member = <A>(record: { readonly [name: string]: A } | undefined, name: string): A | undefined =>
  record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined

/** The payways as a list, the usual one first. */
export const toList = (listed: Listed | undefined): ReadonlyArray<string> =>
  typeof listed === "string" ? [listed] : (listed ?? [])

/** The amount that is asked for, and the field of the request that has it. */
export interface Wanted {
  readonly method: string
  readonly currency: string
  /** The payway that an option names. */
  readonly payway: string | undefined
  readonly paths: { readonly method: string; readonly payway: string }
}

/** The payway to go by, or why there is none. */
export const choose = (
  payways: Payways | undefined,
  { currency, method, paths, payway }: Wanted
): Result.Result<string, FieldIssue> => {
  const names = toList(member(member(payways, method), currency))
  const chosen = payway ?? names[0]
  if (chosen === undefined) {
    return Result.fail({ path: paths.method, reason: "has no configured payway for this currency" })
  }
  return names.includes(chosen)
    ? Result.succeed(chosen)
    : Result.fail({ path: paths.payway, reason: `is not a configured payway for ${method} in ${currency}` })
}
