/** The next step of a payer as texts, to be compared member by member with what the provider said. */
import type { NextAction } from "@switchyard/core/NextAction"
import * as DateTime from "effect/DateTime"
import * as Redacted from "effect/Redacted"

const textOf = (value: unknown): string => {
  if (typeof value === "string") return value
  if (Redacted.isRedacted(value)) return String(Redacted.value(value))
  if (DateTime.isDateTime(value)) return DateTime.formatIso(value)
  return JSON.stringify(value) ?? ""
}

// Sums are the payment's own, and are compared where amounts are.
const sums: ReadonlySet<string> = new Set(["amount", "suggestedAmount", "currency"])

/** Every member by its name but for sums, redacted ones in the open. */
export const textsOf = (next: NextAction): { readonly [member: string]: string } =>
  Object.fromEntries(
    Object.entries(next).flatMap(([name, value]) => (sums.has(name) ? [] : [[name, textOf(value)] as const]))
  )
