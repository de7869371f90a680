/**
 * The platform's limits on input ("Request Parameters" of create_pay_out), each checked before anything is sent. Core
 * checks some of them for every provider too; here stands the platform's whole list. They name fields, never values.
 */
import type * as Destination from "@switchyard/core/Destination"
import * as Money from "@switchyard/core/Money"
import { asked, nameOf, type PayoutRequest, twoNames } from "@switchyard/core/Payout"
import type { FieldIssue } from "@switchyard/core/ProviderError"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { InternalTransactionId } from "../P2pSchema.ts"
import { isPayable, type Method, methods } from "./methods.ts"

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
    default:
      return [{ path: "destination.type", reason: "is not a payment method of this provider" }]
  }
}

const nobody = Redacted.make("")

const namePath = ({ destination }: PayoutRequest): string =>
  destination.holder === undefined ? "recipient.name" : "destination.holder"

/** The parts by which a payout is sent, once nothing stands against it. */
export interface Plan {
  readonly amount: Money.Money
  /** The very text that is signed and sent. */
  readonly fiatAmount: string
  readonly method: Method
}

/** How a request is sent, or everything that stands against sending it by the platform's limits. */
export const plan = (request: PayoutRequest): Result.Result<Plan, Issues> => {
  const { description, destination } = request
  const { amount } = asked(request)
  const fiatAmount = amount && Money.toFixedText(amount, 2)
  const issues: Issues = [
    ...requisite(destination),
    ...twoNames(request),
    ...within(namePath(request), Redacted.value(nameOf(request) ?? nobody), 128),
    ...within("destination.bank", destination.bank, 72),
    ...within("description", description, 8000),
    ...(amount === undefined ? [{ path: "debit", reason: "is not taken: payouts are asked for by amount" }] : []),
    ...(fiatAmount && Result.isFailure(fiatAmount) ? [{ path: "amount.value", reason: fiatAmount.failure }] : [])
  ]
  return issues.length > 0 || !amount || !fiatAmount || Result.isFailure(fiatAmount) || !isPayable(destination.type)
    ? Result.fail(issues)
    : Result.succeed({ amount, fiatAmount: fiatAmount.success, method: methods[destination.type] })
}

/** Whether a text can be an id of the platform's, which goes into an address. */
export const isTransactionId = Schema.is(Schema.toType(InternalTransactionId))
