/**
 * Payouts through the P2P platform: one short function per operation, wire call plus mapping. The recipient gets the
 * amount in fiat money, the merchant's balance is in USDT. The status comes by callback and is confirmed by one read;
 * "not found" is no answer of this platform, so nothing is ever sent twice.
 */
import * as Call from "@switchyard/core/Call"
import * as Destination from "@switchyard/core/Destination"
import { instanceOptions, issuesOf } from "@switchyard/core/Input"
import * as Json from "@switchyard/core/Json"
import * as Money from "@switchyard/core/Money"
import { accepted } from "@switchyard/core/Outcome"
import * as Payout from "@switchyard/core/Payout"
import type * as PayoutProvider from "@switchyard/core/PayoutProvider"
import type { FieldIssue } from "@switchyard/core/ProviderError"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { callbackUrls } from "./internal/callbackUrls.ts"
import { payoutManifest } from "./internal/manifest.ts"
import { toBalance } from "./internal/merchantStatus.ts"
import { isPayable, methods, requisites } from "./internal/methods.ts"
import { toCreated, toPayout } from "./internal/payouts.ts"
import * as Rules from "./internal/rules.ts"
import type { P2pClient } from "./P2pClient.ts"
import type { Options } from "./P2pOptions.ts"
import type { StatusPayOut } from "./P2pSchema.ts"
import * as Webhook from "./P2pWebhook.ts"

/** What a payout may carry under `providerOptions.<instance>`. */
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

/** The payout operations of one merchant, as core's `PayoutProvider.make` wants them. */
export const make = (options: Options, instance: string, client: P2pClient): PayoutProvider.Spi => {
  const optionsOf = instanceOptions(PayoutOptions, instance)
  const urls = callbackUrls(options.callbackBaseUrl, instance)
  const template = options.standartSign ?? undefined
  const secrets = [options.apiKey, options.signKey]
  const call = (operation: string, reference: string, sensitive: ReadonlyArray<Redacted.Redacted<string>> = secrets) =>
    Call.make({ provider: instance, operation: `payouts.${operation}`, reference, sensitive })

  /** How a request is sent, or everything that stands against sending it. */
  const planOf = (request: Payout.PayoutRequest) => {
    const choice = optionsOf(request)
    if (Exit.isFailure(choice)) return Result.fail(issuesOf(choice))
    const { type } = request.destination
    const { amount } = Payout.asked(request)
    const fiatAmount = amount && Money.toFixedText(amount, 2)
    const issues: ReadonlyArray<FieldIssue> = [
      ...Rules.request(request),
      ...(fiatAmount === undefined ? [{ path: "debit", reason: "is not taken: payouts are asked for by amount" }] : []),
      ...(fiatAmount !== undefined && Result.isFailure(fiatAmount)
        ? [{ path: "amount.value", reason: fiatAmount.failure }]
        : [])
    ]
    const isUnfit = issues.length > 0 || !isPayable(type)
    return isUnfit || amount === undefined || fiatAmount === undefined || Result.isFailure(fiatAmount)
      ? Result.fail(issues)
      : Result.succeed({ amount, choice: choice.value, fiatAmount: fiatAmount.success, method: methods[type] })
  }

  // An answer about another payout must never be taken for this one's.
  const about = (of: Call.Call, reference: string, providerReference?: string) => (data: StatusPayOut) =>
    data.order_id === reference
      ? Effect.succeed(toPayout(data, { providerReference, sensitive: secrets }))
      : Effect.fail(of.readFailed("UnrecognisedAnswer", "the answer speaks of another payout"))

  return {
    provider: instance,
    manifest: payoutManifest(options),

    issues: (request) => Result.match(planOf(request), { onSuccess: () => [], onFailure: (issues) => issues }),

    create: Effect.fnUntraced(function* (request, { deadline }) {
      const { description, destination, recipientEmail, reference } = request
      const plan = planOf(request)
      if (Result.isFailure(plan)) return yield* call("create", reference).invalid(plan.failure)
      const { amount, choice, fiatAmount, method } = plan.success
      const personal = [...Destination.sensitive(destination), recipientEmail, choice.customer]
      const sensitive = [...secrets, ...personal.filter((value) => value !== undefined)]
      const of = call("create", reference, sensitive)
      const { bank, bic, holder } = Destination.details(destination)
      const outcome = yield* client.createPayOut(
        of,
        {
          order_id: reference,
          fiat_amount: fiatAmount,
          fiat_currency: amount.currency.toLowerCase(),
          requisite: { name: requisites[method], value: Redacted.value(Destination.account(destination)) },
          rest: {
            payment_method: method,
            timeout: choice.timeoutMinutes === undefined ? undefined : Json.number(choice.timeoutMinutes),
            bank_name: bank,
            bik: bic,
            full_name: holder && Redacted.value(holder),
            success_callback_url: urls.success,
            error_callback_url: urls.error,
            customer: choice.customer && Redacted.value(choice.customer),
            order_description: description
          }
        },
        deadline
      )
      return outcome._tag === "OutcomeUnknown"
        ? outcome
        : accepted(toCreated(outcome.value, { reference, amount, method, sensitive }))
    }),

    // Whose id the address takes is not said in the document: one of the two, by configuration.
    ...(options.payoutIdInPath === "transactionId"
      ? {
          canAskBy: Rules.isTransactionId,
          getByProviderReference: (providerReference: string, reference: string) => {
            const of = call("get", reference)
            return Effect.flatMap(client.statusPayOut(of, providerReference), about(of, reference, providerReference))
          }
        }
      : {
          getByReference: (reference: string) => {
            const of = call("get", reference)
            return Effect.flatMap(client.statusPayOut(of, reference), about(of, reference))
          }
        }),

    // Without the formula of standart_sign there is no cancellation.
    ...(template === undefined
      ? {}
      : ({
          cancel: ({ reference }, { deadline }) =>
            client.rejectedPayOut(call("cancel", reference), template, reference, deadline)
        } satisfies Pick<PayoutProvider.Spi, "cancel">)),

    balance: Effect.fnUntraced(function* () {
      const of = call("balance", "")
      const balance = toBalance(yield* client.merchantStatus(of))
      return balance === undefined ? yield* of.readFailed("UnreadableAnswer", "the balance cannot be read") : [balance]
    }),

    parseCallback: Webhook.parser(options, instance)
  }
}
