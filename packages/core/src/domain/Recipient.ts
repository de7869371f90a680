/**
 * Who gets a payout, beside where it goes: a person or a business, with what a provider may have to know of them. What is
 * personal is `Redacted` from the moment it is decoded. Nothing here selects the account: that is the destination's part.
 */
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { compact } from "../outcome/Optional.ts"
import * as Redaction from "../outcome/Redaction.ts"
import { isCalendarDate } from "./internal/calendar.ts"
import { isLine, personal } from "./internal/personal.ts"
import * as Request from "./internal/request.ts"

const line = (max: number) =>
  Schema.optionalKey(personal((text) => isLine(text, max), `must be 1 to ${max} characters`))

const name = Schema.optionalKey(personal((text) => isLine(text, 140), "must be a name of at most 140 characters"))

/** Where a recipient lives or has its seat, in the country of the recipient. */
export const Address = Schema.Struct({
  line1: line(140),
  line2: line(140),
  city: line(100),
  /** A state, province or county, as the country's post writes it. */
  region: line(100),
  postalCode: line(16)
})

/** Where a recipient lives or has its seat. */
export type Address = typeof Address.Type

const fields = Schema.Struct({
  type: Schema.Literals(["person", "business"]),
  /** The whole name, as it is usually written. */
  name,
  /** The names of a person apart; both, and in place of `name`. */
  givenName: name,
  familyName: name,
  /** The day on which a person was born, as `2001-12-31`. */
  birthDate: Schema.optionalKey(personal(isCalendarDate, "must be a day, such as 2001-12-31")),
  /** ISO 3166-1, two capital letters: of the address, and where a person lives or a business is registered. */
  country: Schema.optionalKey(Request.Country),
  address: Schema.optionalKey(Address),
  email: Schema.optionalKey(Request.Email),
  /** 7 to 15 digits with the country's code, without plus. */
  phone: Schema.optionalKey(Request.Phone)
})

type Fields = typeof fields.Type

const ofPersons = ["givenName", "familyName", "birthDate"] as const

/** Who gets a payout: a person or a business. */
export const Recipient = fields.check(
  Schema.makeFilterGroup<Fields>([
    Schema.makeFilter(
      ({ familyName, givenName, name: whole }) =>
        whole === undefined || (givenName ?? familyName) === undefined
          ? undefined
          : { path: ["name"], issue: "is twice" },
      { message: "must not be given beside givenName and familyName" }
    ),
    Schema.makeFilter(
      ({ familyName, givenName }) =>
        (givenName === undefined) === (familyName === undefined)
          ? undefined
          : { path: [givenName === undefined ? "givenName" : "familyName"], issue: "is missing" },
      { message: "must be given beside the other of givenName and familyName" }
    ),
    Schema.makeFilter(
      (recipient) => {
        const found =
          recipient.type === "business" ? ofPersons.find((each) => recipient[each] !== undefined) : undefined
        return found && { path: [found], issue: "is no member" }
      },
      { message: "must not be given of a business" }
    )
  ])
)

/** Who gets a payout: a person or a business. */
export type Recipient = typeof Recipient.Type

const ofAddress = Object.keys(Address.fields) as ReadonlyArray<keyof Address>

/** Every member of a recipient, as a manifest names it: `recipient.type`, `recipient.address.city` … */
export const members: ReadonlyArray<string> = Object.keys(fields.fields).flatMap((member) =>
  member === "address" ? ofAddress.map((part) => `recipient.address.${part}`) : [`recipient.${member}`]
)

/** The members of this recipient that are given, with their values. */
export const entries = ({
  address = {},
  ...rest
}: Recipient): ReadonlyArray<readonly [member: string, value: string | Redacted.Redacted<string>]> =>
  [
    ...Object.entries(rest).map(([member, value]) => [`recipient.${member}`, value] as const),
    ...Object.entries(address).map(([part, value]) => [`recipient.address.${part}`, value] as const)
  ].filter(([, value]) => value !== undefined)

/** Every personal value of a recipient, for a redactor to look for. */
export const sensitive = (recipient: Recipient): ReadonlyArray<Redacted.Redacted<string>> =>
  entries(recipient).flatMap(([, value]) => (Redacted.isRedacted(value) ? [value] : []))

/** A recipient as it may be shown: `{ type, name: "I*** P***", country, email: "i***@***.com", phone }`. */
export interface Masked {
  readonly type: Recipient["type"]
  readonly name?: string
  readonly country?: string
  readonly email?: string
  readonly phone?: string
}

const shown = (mask: (value: string) => string, value: Redacted.Redacted<string> | undefined) =>
  value && mask(Redacted.value(value))

/** Hides all but what a person needs to recognise the recipient; where and when they live is left out. */
export const masked = ({ country, email, familyName, givenName, name: whole, phone, type }: Recipient): Masked => ({
  type,
  ...compact({
    name:
      shown(Redaction.maskName, whole) ??
      (givenName && familyName && [givenName, familyName].map((each) => shown(Redaction.maskName, each)).join(" ")),
    country,
    email: shown(Redaction.maskEmail, email),
    phone: shown(Redaction.mask, phone)
  })
})
