/** Stripe's times: whole seconds since 1970. */
import * as Wire from "@switchyard/core/Wire"
import * as DateTime from "effect/DateTime"
import * as Option from "effect/Option"

/** The instant that a member states; undefined where it states none. */
export const instant = (member: Wire.Member): DateTime.Utc | undefined => {
  const text = Wire.text(member) ?? ""
  const made = /^\d{1,12}$/.test(text) ? DateTime.make(Number(text) * 1_000) : Option.none()
  return Option.getOrUndefined(Option.map(made, DateTime.toUtc))
}
