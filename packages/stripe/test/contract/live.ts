/**
 * Stripe's own test mode under the laws of the live mode, configured by environment variables. Payers are never asked for anything: a
 * payment stays open. Payouts go to the bank account that is named.
 */
import { Harness } from "@switchyard/contract-tests"
import type * as Drift from "@switchyard/contract-tests/live/Drift"
import * as Environment from "@switchyard/contract-tests/live/Environment"
import * as Live from "@switchyard/contract-tests/live/Live"
import * as Callback from "@switchyard/core/Callback"
import * as PaymentProvider from "@switchyard/core/PaymentProvider"
import * as PayoutProvider from "@switchyard/core/PayoutProvider"
import { Transport } from "@switchyard/core/Transport"
import * as Stripe from "@switchyard/stripe/Stripe"
import { decode } from "@switchyard/stripe/StripeOptions"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { operationOf, type Way } from "./operations.ts"

const wanted = {
  STRIPE_ACCOUNT: "the id of the account, acct_…",
  STRIPE_SECRET_KEY: "a secret key of its test mode, sk_test_…",
  STRIPE_CURRENCY: "the currency to pay and to be paid in, such as USD",
  STRIPE_AMOUNT: "the least that an operation moves, such as 10.00; the most is 5 more",
  STRIPE_BANK_ACCOUNT: "the bank account of the account's own that payouts go to, ba_…"
} satisfies Environment.Wanted

// What cannot name a person, and distinguishes one answer from another.
const kept = new Set(["object", "status", "payment_status", "currency", "type", "code", "capture_method"])

const caseOf = (body = ""): string => {
  if (/"error":/.test(body)) return "refusal"
  return /"object":\s*"([a-z._]+)"/.exec(body)?.[1] ?? "other"
}

/** The live layers by the environment's variables; throws when one is missing. */
export const open = (environment: Environment.Environment) => {
  const variable = Environment.read(environment, wanted)
  const { STRIPE_BASE_URL: baseUrl, STRIPE_SANDBOX_URL: sandboxUrl } = environment
  const recorded: Array<Drift.Sample> = []

  const options = decode({
    account: variable("STRIPE_ACCOUNT"),
    mode: "test",
    secretKey: variable("STRIPE_SECRET_KEY"),
    currencies: [variable("STRIPE_CURRENCY")],
    ...(baseUrl === undefined ? {} : { baseUrl })
  })

  const liveOf = Effect.fnUntraced(function* (way: Way) {
    const { harness, transport } = yield* Live.open({
      operationOf: (method, path) => operationOf(way, method, path),
      kept,
      sandboxUrl,
      record: ({ body }) => void recorded.push({ case: caseOf(body), body })
    })
    const { parseCallback, payments, payouts } = yield* Stripe.make(yield* options)
    const service: Harness.Service = {
      ...harness,
      secrets: [variable("STRIPE_SECRET_KEY")],
      limits: Live.limits(variable("STRIPE_AMOUNT")),
      payoutRequest: ({ recipientEmail: _, ...plain }) => ({
        ...plain,
        destination: {
          type: "token",
          scheme: "bank_account",
          token: Redacted.make(variable("STRIPE_BANK_ACCOUNT"))
        }
      })
    }
    const context = Context.make(Harness.Harness, service).pipe(
      Context.add(Transport, transport),
      Context.add(Callback.Callbacks, { provider: "stripe", parseCallback })
    )
    return { context, payments, payouts }
  })

  const payouts: Layer.Layer<PayoutProvider.PayoutProvider | Callback.Callbacks | Harness.Harness, unknown> =
    Layer.effectContext(
      Effect.map(liveOf("payout"), ({ context, payouts }) =>
        Context.add(context, PayoutProvider.PayoutProvider, payouts)
      )
    )
  const payments: Layer.Layer<PaymentProvider.PaymentProvider | Callback.Callbacks | Harness.Harness, unknown> =
    Layer.effectContext(
      Effect.map(liveOf("card"), ({ context, payments }) =>
        Context.add(context, PaymentProvider.PaymentProvider, payments)
      )
    )
  return { payouts, payments, recorded: (): ReadonlyArray<Drift.Sample> => recorded }
}
