/**
 * Reads payways from JSON: what they are, the account and payer fields they ask for, and further members.
 */
import * as Decode from "../internal/decode.ts"
import type { AddOn, Payway } from "./Options.ts"

const members = ["name", "currency", "kind", "accountFields", "addOns", "methodName", "info", "warning", "manual"]

const regex = (text: string): string => {
  try {
    return new RegExp(text).source && text
  } catch {
    throw new Decode.BadInput(`regex is none: ${text}`)
  }
}

const each = <A>(
  input: Readonly<Record<string, unknown>>,
  name: string,
  read: (value: unknown, name: string) => A
): Readonly<Record<string, A>> | undefined =>
  input[name] === undefined
    ? undefined
    : Object.fromEntries(Object.entries(Decode.object(input, name)).map(([key, value]) => [key, read(value, key)]))

const accountField = (value: unknown, name: string) => {
  const field = Decode.record(value, name, ["regex", "title"])
  return { regex: regex(Decode.text(field, "regex")), title: Decode.text(field, "title") }
}

const addOn = (value: unknown, name: string): AddOn => {
  const field = Decode.object({ [name]: value }, name)
  const pattern = Decode.optionalText(field, "regex")
  return { ...field, ...(pattern !== undefined && { regex: regex(pattern) }) }
}

/** A payway and its name; throws `BadInput`. */
export const decode = (body: unknown): { readonly name: string; readonly payway: Payway } => {
  const input = Decode.record(body, "body", members)
  const kind = Decode.optionalChoice(input, "kind", ["redirect", "h2h", "bank"])
  if (kind === undefined) throw new Decode.BadInput("kind is missing")
  const { info, manual, warning } = input
  const payway: Payway = Decode.present({
    currency: Decode.text(input, "currency"),
    kind,
    accountFields: each(input, "accountFields", accountField),
    addOns: each(input, "addOns", addOn),
    methodName: Decode.optionalText(input, "methodName"),
    info,
    warning,
    manual
  })
  return { name: Decode.text(input, "name"), payway }
}
