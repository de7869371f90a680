/**
 * The one requisite that a status answer states, to compare with the account asked for. "Only one of the payment details
 * fields is provided depending on the payment method": an answer that says otherwise contradicts itself about where the
 * money goes, and is reported as such.
 */
import type * as Json from "@switchyard/core/Json"
import * as Wire from "@switchyard/core/Wire"
import * as Redacted from "effect/Redacted"
import { isMethod, type Method, requisites } from "./methods.ts"

type Stated = { readonly [Name in "payment_method" | (typeof requisites)[Method]]?: Json.Json }

/** The account that was paid or shall be: the requisite of the stated method, or the only one that is there. */
export const account = (wire: Wire.Reader, data: Stated): Redacted.Redacted<string> | undefined => {
  const method = Wire.text(data.payment_method)
  if (Wire.isGiven(data.payment_method) && !isMethod(method)) {
    wire.note("UnreadableField", "payment_method: is not a documented payment method")
  }
  const given = Object.values(requisites).filter((name) => Wire.isGiven(data[name]))
  const readable = given.flatMap((name) => Wire.text(data[name]) ?? [])
  if (readable.length < given.length) wire.note("UnreadableField", `${given.join(", ")}: is not the text of an account`)
  if (given.length > 1) wire.note("UnreadableField", `${given.join(", ")}: only one of them should be stated`)
  const own = isMethod(method) ? Wire.text(data[requisites[method]]) : undefined
  if (isMethod(method) && given.length > 0 && !given.includes(requisites[method])) {
    wire.note("DestinationDiffers", `the provider states ${given.join(", ")} for a payout by ${method}`)
  }
  const stated = own ?? (readable.length === 1 ? readable[0] : undefined)
  return stated === undefined ? undefined : Redacted.make(stated)
}
