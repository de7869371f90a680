/**
 * The platform's limits on input ("Request Parameters" of create_pay_out), each checked before anything is sent. Core
 * checks some of them for every provider too; here stands the platform's whole list. They name fields, never values.
 */
import type * as Destination from "@switchyard/core/Destination"
import type { PayoutRequest } from "@switchyard/core/Payout"
import type { FieldIssue } from "@switchyard/core/ProviderError"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { InternalTransactionId } from "../P2pSchema.ts"

type Issues = ReadonlyArray<FieldIssue>

const matches = (path: string, value: Redacted.Redacted<string>, pattern: RegExp, reason: string): Issues =>
  pattern.test(Redacted.value(value)) ? [] : [{ path, reason }]

const within = (path: string, value: string | undefined, max: number): Issues =>
  value === undefined || [...value].length <= max ? [] : [{ path, reason: `must be at most ${max} characters` }]

const requisite = (destination: Destination.Destination): Issues => {
  switch (destination.type) {
    case "card":
      // "string (16)": cards with 18 or 19 digits do not fit.
      return matches("destination.number", destination.number, /^\d{16}$/, "must be 16 digits")
    case "sbp":
      return matches("destination.phone", destination.phone, /^\d{11,13}$/, "must be 11 to 13 digits")
    case "account":
      // "string (20)", as of a card: exactly so many. What is refused in no documented words would be unknown.
      return matches("destination.number", destination.number, /^.{20}$/u, "must be 20 characters")
    case "iban":
      return matches("destination.iban", destination.iban, /^.{1,34}$/u, "must be at most 34 characters")
    case "wallet":
      return [{ path: "destination.type", reason: "is not a payment method of this provider" }]
  }
}

/** What is wrong with a request, by the platform's limits. */
export const request = ({ description, destination }: PayoutRequest): Issues => [
  ...requisite(destination),
  ...within("destination.holder", destination.holder && Redacted.value(destination.holder), 128),
  ...within("destination.bank", destination.bank, 72),
  ...within("description", description, 8000)
]

/** Whether a text can be an id of the platform's, which goes into an address. */
export const isTransactionId = Schema.is(Schema.toType(InternalTransactionId))

/** The platform's limit of a callback address. */
export const longestCallbackUrl = 512
