/**
 * `account_details`: what a payway wants to know beside the account. Under which name it takes the bank, its BIC and the
 * holder differs by payway and is the shop's to configure; what has no name is refused where it selects the account, and else
 * listed as ignored in the manifest. An option adds the fields that a quote named, and none that the destination fills.
 */
import type * as Destination from "@switchyard/core/Destination"
import { details } from "@switchyard/core/Destination"
import { type Named, nameOf, twoNames } from "@switchyard/core/Payout"
import type { FieldIssue } from "@switchyard/core/ProviderError"
import * as Redacted from "effect/Redacted"

/** A member of a destination beside the account. */
type Member = keyof Destination.Details

/** Under which name a payway takes each member. */
export type Names = { readonly [member in Member]?: string }

/** The field that holds the account itself, in `account_info_config` and everywhere. */
export const accountField = "account"

const members: ReadonlyArray<Member> = ["bank", "bic", "holder"]

/** The destinations that a payway can be configured for: those whose account is one text. */
export const payable = ["card", "sbp", "account", "iban", "wallet"] as const satisfies ReadonlyArray<Destination.Type>

/** A destination that a payway can be configured for. */
export type Payable = (typeof payable)[number]

/** Whether a text names one of them. */
export const isPayable = (type: string): type is Payable => payable.some((each) => each === type)

// A phone or an account number belongs to somebody only at one bank; a card, an IBAN or a wallet names its own.
const selecting: Readonly<Record<Payable, ReadonlyArray<Member>>> = {
  card: [],
  sbp: ["bank", "bic"],
  account: ["bank", "bic"],
  iban: [],
  wallet: []
}

const possible: Readonly<Record<Payable, ReadonlyArray<Member>>> = {
  card: ["bank", "holder"],
  sbp: members,
  account: members,
  iban: members,
  wallet: ["bank", "holder"]
}

/** The members of a destination that a payway does not get and that do not select the account. */
export const ignored = (type: Payable, names: Names): ReadonlyArray<string> =>
  possible[type]
    .filter((member) => names[member] === undefined && !selecting[type].includes(member))
    .map((member) => `destination.${member}`)

/** The extra fields of a request's options. */
export type Extra = Readonly<Record<string, Redacted.Redacted<string>>>

/** The fields that the request's options must leave alone. */
const filled = (names: Names): ReadonlyArray<string> => [accountField, ...Object.values(names)]

/** Which fields the options of a request may not hold; `path` is where they stand. */
export const extraIssues = (extra: Extra, names: Names, path: string): ReadonlyArray<FieldIssue> =>
  filled(names)
    .filter((name) => Object.keys(extra).some((key) => key.toLowerCase() === name.toLowerCase()))
    .map((name) => ({ path: `${path}.${name}`, reason: "is filled from the destination" }))

/** Two names of the recipient for the one that a payway takes. */
export const nameIssues = (request: Named, { holder }: Names): ReadonlyArray<FieldIssue> =>
  holder === undefined ? [] : twoNames(request)

/** The members of a destination that cannot be sent although it selects the account. */
export const issues = (destination: Destination.Destination, names: Names): ReadonlyArray<FieldIssue> => {
  const given = details(destination)
  // Another has no route: it never comes as far as here.
  if (!isPayable(destination.type)) return [{ path: "destination.type", reason: "is not paid here" }]
  return selecting[destination.type]
    .filter((member) => given[member] !== undefined && names[member] === undefined)
    .map((member) => ({
      path: `destination.${member}`,
      reason: "cannot be sent: the options do not say under which name its payway takes it"
    }))
}

/** `account_details` as they are sent, undefined where there are none. */
export const fields = (request: Named, names: Names, extra: Extra): { readonly [name: string]: string } | undefined => {
  const given = { ...details(request.destination), holder: nameOf(request) }
  const entries = [
    ...Object.entries(extra).map(([name, value]) => [name, Redacted.value(value)] as const),
    ...members.flatMap((member): ReadonlyArray<readonly [string, string]> => {
      const [name, value] = [names[member], given[member]]
      if (name === undefined || value === undefined) return []
      return [[name, Redacted.isRedacted(value) ? Redacted.value(value) : value]]
    })
  ]
  return entries.length === 0 ? undefined : Object.fromEntries(entries)
}

/** The name of a required field as our interface has it: the member that fills it, or its own; none for the account. */
export const requiredName = (name: string, names: Names): string | undefined => {
  if (name === accountField) return undefined
  const member = members.find((candidate) => names[candidate] === name)
  return member === undefined ? name : `destination.${member}`
}
