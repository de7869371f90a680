/**
 * Payouts through the P2P platform: two mappings for each operation. The recipient gets the amount in fiat money, the
 * merchant's balance is in USDT. The status comes by callback and is confirmed by one read; "not found" is no answer of
 * this platform, so nothing is ever sent twice.
 */
import * as Destination from "@switchyard/core/Destination"
import * as Json from "@switchyard/core/Json"
import { nameOf } from "@switchyard/core/Payout"
import * as Provider from "@switchyard/core/Provider"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { callbackUrls } from "./internal/addresses.ts"
import { payoutManifest } from "./internal/manifest.ts"
import { toBalance } from "./internal/merchantStatus.ts"
import { requisites } from "./internal/methods.ts"
import { toCreated, toPayout } from "./internal/payouts.ts"
import * as Rules from "./internal/rules.ts"
import type { P2pClient } from "./P2pClient.ts"
import type { Options } from "./P2pOptions.ts"

/** Options of a payout under `providerOptions.<instance>`. */
export const PayoutOptions = Schema.Struct({
  /** `timeout`: how many minutes the platform may try. */
  timeoutMinutes: Schema.optionalKey(Schema.Int.check(Schema.isGreaterThan(0))),
  /** `customer`: who the recipient is in the merchant's system. */
  customer: Schema.optionalKey(
    Schema.RedactedFromValue(Schema.String).check(
      Schema.makeFilter((customer: Redacted.Redacted<string>) => /^.{1,128}$/su.test(Redacted.value(customer)), {
        message: "must be 1 to 128 characters"
      })
    )
  )
})

/** The payout operations of one merchant. */
export const make = ({ client, instance, options }: Provider.Account<Options, P2pClient>) => {
  const urls = callbackUrls(options.callbackBaseUrl, instance)
  const template = options.standartSign ?? undefined
  // Whose id the address takes is not documented: one of the two, by configuration.
  const status =
    options.payoutIdInPath === "transactionId"
      ? { canAskBy: Rules.isTransactionId, byProviderReference: client.statusPayOut }
      : { byReference: client.statusPayOut }

  return Provider.payouts({
    options: PayoutOptions,
    manifest: payoutManifest(options),
    create: {
      send: (request, { customer, timeoutMinutes }) =>
        Result.map(Rules.plan(request), ({ amount, fiatAmount, method }) => {
          const { description, destination, reference } = request
          const { bank, bic } = Destination.details(destination)
          const name = nameOf(request)
          return client.createPayOut({
            order_id: reference,
            fiat_amount: fiatAmount,
            fiat_currency: amount.currency.toLowerCase(),
            requisite: { name: requisites[method], value: Redacted.value(Destination.account(destination)) },
            rest: {
              payment_method: method,
              timeout: timeoutMinutes === undefined ? undefined : Json.number(timeoutMinutes),
              bank_name: bank,
              bik: bic,
              full_name: name && Redacted.value(name),
              success_callback_url: urls.success,
              error_callback_url: urls.error,
              customer: customer && Redacted.value(customer),
              order_description: description
            }
          })
        }),
      answer: toCreated
    },
    get: { ...status, answer: toPayout },
    // Without the formula of standart_sign there is no cancellation.
    cancel: template === undefined ? undefined : ({ reference }) => client.rejectedPayOut(template, reference),
    balance: {
      ask: client.merchantStatus,
      answer: (data) => {
        const balance = toBalance(data)
        return balance && [balance]
      }
    }
  })
}
