/**
 * A provider that pays back, in the test's hands: what it holds of payments and refunds is real, its answers get lost when told to,
 * its office pays back on its own, and banks send back what had succeeded. It counts nothing itself: whatever reaches it is paid
 * back, so that only the gateway stands between a second refund and the payer.
 */
import {
  Money,
  Outcome,
  type Payment,
  PaymentProvider,
  Plugin,
  ProviderError,
  type Refund,
  RefundProvider
} from "@switchyard/core"
import { Clock, Effect, Schema } from "effect"
import * as Decimal from "../../../src/model/Decimal.ts"

export const rub = (text: string): Money.Money => Money.unsafe(text, "RUB")

interface HeldRefund {
  readonly id: string
  readonly reference: string | undefined
  readonly payment: string
  readonly amount: Money.Money
  status: Refund.Status
  /** When it was carried out, by the clock of whoever asked. */
  readonly at: number
}

interface HeldPayment {
  readonly reference: string
  readonly amount: Money.Money
  status: Payment.Status
  disputed: string | undefined
}

export interface Options {
  readonly states: "parts" | "sum" | "nothing"
  readonly duplicates: "refused" | "undocumented"
  /** Milliseconds for which what has failed may change. */
  readonly failedMayChangeForMillis: number
  /** Milliseconds after which a refund that was asked for is in the sum that its payment states. */
  readonly sumLagMillis: number
  /** What its manifests say: after how many milliseconds a payment, and a refund, is seen. */
  readonly foundAfterMillis: { readonly payments: number; readonly refunds: number }
}

const defaults: Options = {
  states: "parts",
  duplicates: "refused",
  failedMayChangeForMillis: 30 * 24 * 3_600_000,
  sumLagMillis: 0,
  foundAfterMillis: { payments: 0, refunds: 0 }
}

type Read<A> = Effect.Effect<A, ProviderError.ReadFailed | ProviderError.NotFound>

export const make = (given: Partial<Options> = {}) => {
  const options = { ...defaults, ...given }
  const payments = new Map<string, HeldPayment>()
  const refunds: Array<HeldRefund> = []
  const script = {
    losesAnswers: false,
    losesRequests: false,
    refuses: false,
    endsAs: "succeeded" as Refund.Status,
    isAway: false
  }
  const counts = { creates: 0, paymentReads: 0 }
  const common = { provider: "bank", operation: "refunds.create", message: "as told" }

  const ofPayment = (reference: string) => refunds.filter(({ payment }) => payment === reference)
  const totalOf = (held: ReadonlyArray<HeldRefund>): string =>
    Decimal.sum(held.map(({ amount }) => Money.toText(amount)))
  const paidBack = (reference: string): string =>
    totalOf(ofPayment(reference).filter(({ status }) => status === "succeeded" || status === "processing"))

  const toRefund = ({ amount, id, payment, reference, status }: HeldRefund): Refund.Refund => ({
    reference: reference ?? "",
    providerReference: id,
    status,
    providerStatus: status,
    amount,
    payment: { reference: payment },
    anomalies: []
  })

  const toPayment = ({ amount, disputed, reference, status }: HeldPayment, now: number): Payment.Payment => {
    const all = ofPayment(reference)
    const sum = all.filter(
      ({ at, status }) => status !== "failed" && status !== "canceled" && now - at >= options.sumLagMillis
    )
    return {
      reference,
      providerReference: `p-${reference}`,
      status,
      providerStatus: status,
      amount,
      capturedAmount: amount,
      anomalies: [],
      ...(options.states === "sum" ? { refundedAmount: rub(totalOf(sum)) } : {}),
      ...(options.states === "parts"
        ? {
            refunds: {
              isWhole: true,
              parts: all.map(({ amount, id, reference, status }) => ({
                id,
                amount,
                status,
                providerStatus: status,
                ...(reference === undefined ? {} : { reference })
              }))
            }
          }
        : {}),
      disputes: {
        isWhole: true,
        parts:
          disputed === undefined
            ? []
            : [{ id: `d-${reference}`, status: "open" as const, providerStatus: "open", amount: rub(disputed) }]
      }
    }
  }

  const manifestOf = (kind: "payments" | "refunds") => ({
    routes: [{ method: "card", currencies: ["RUB" as const], takes: ["reason"] }],
    duplicates: { create: { kind: options.duplicates } },
    lookUp: {
      create: {
        by: "reference" as const,
        foundAfterMillis: options.foundAfterMillis[kind],
        notFoundIsFinal: { afterMillis: 60_000, answers: 2, spacingMillis: 10_000 }
      }
    },
    statusReads: { spacingMillis: 1000, polling: "free" as const },
    callbacks: "none" as const,
    finality: {
      paidMayChangeForMillis: 180 * 24 * 3_600_000,
      failedMayChangeForMillis: options.failedMayChangeForMillis
    }
  })

  const readFailed = () =>
    Effect.fail(new ProviderError.ReadFailed({ ...common, reason: "ConnectionLost", neverSent: true }))

  const plugin = Plugin.define({
    name: "@switchyard/bank",
    options: Schema.Struct({ account: Schema.String }),
    fingerprint: ({ account }) => `bank ${account}`,
    make: (_, { name }) =>
      Effect.succeed({
        payments: PaymentProvider.make({
          provider: name,
          manifest: {
            ...manifestOf("payments"),
            routes: [{ method: "card", currencies: ["RUB"] }],
            ...(options.states === "nothing"
              ? {}
              : { states: { captured: "sum", refunded: options.states, disputed: "parts" } })
          },
          create: ({ amount, reference }) =>
            Effect.map(Clock.currentTimeMillis, (now) => {
              const held = { reference, amount, status: "paid" as const, disputed: undefined }
              payments.set(reference, held)
              return Outcome.accepted(toPayment(held, now))
            }),
          getByReference: (reference) =>
            Effect.flatMap(Clock.currentTimeMillis, (now): Read<Payment.Payment> => {
              counts.paymentReads += 1
              const held = payments.get(reference)
              if (script.isAway) return readFailed()
              return held === undefined
                ? Effect.fail(new ProviderError.NotFound({ ...common, reference }))
                : Effect.succeed(toPayment(held, now))
            })
        }),
        refunds: RefundProvider.make({
          provider: name,
          manifest: manifestOf("refunds"),
          create: ({ amount, payment, reference }) =>
            Effect.flatMap(Clock.currentTimeMillis, (at) => {
              if (script.losesRequests)
                return Effect.succeed(new Outcome.OutcomeUnknown({ ...common, reason: "ConnectionLost", reference }))
              counts.creates += 1
              if (script.refuses)
                return Effect.fail(new ProviderError.Rejected({ ...common, reason: "InvalidRequest" }))
              if (options.duplicates === "refused" && refunds.some((each) => each.reference === reference)) {
                return Effect.succeed(
                  new Outcome.OutcomeUnknown({ ...common, reason: "DuplicateReference", reference })
                )
              }
              const held: HeldRefund = {
                id: `r-${refunds.length + 1}`,
                reference,
                payment: payment.reference,
                amount,
                status: script.endsAs,
                at
              }
              refunds.push(held)
              return Effect.succeed(
                script.losesAnswers
                  ? new Outcome.OutcomeUnknown({ ...common, reason: "ConnectionLost", reference })
                  : Outcome.accepted(toRefund(held))
              )
            }),
          getByReference: (reference) =>
            Effect.suspend((): Read<Refund.Refund> => {
              const held = refunds.find((each) => each.reference === reference)
              if (script.isAway) return readFailed()
              return held === undefined
                ? Effect.fail(new ProviderError.NotFound({ ...common, reference }))
                : Effect.succeed(toRefund(held))
            })
        })
      })
  })

  return {
    load: () => Promise.resolve({ plugin }),
    config: {
      providers: { bank: { use: "@switchyard/bank", options: { account: "m-1" } } },
      routes: { payments: [{ try: ["bank"] }] }
    },
    script,
    counts,
    refunds,
    payments,
    paidBack,
    /** Its office pays back on its own. */
    office: (payment: string, amount: string) =>
      void refunds.push({
        id: `r-${refunds.length + 1}`,
        reference: undefined,
        payment,
        amount: rub(amount),
        status: "succeeded",
        // It knows of its own at once.
        at: Number.NEGATIVE_INFINITY
      }),
    set: (reference: string, status: Refund.Status) => {
      for (const each of refunds) if (each.reference === reference) each.status = status
    }
  }
}
