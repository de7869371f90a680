/**
 * A core that says what a test tells it to say, and notes what it was asked. It keeps no rule of the real one: what is the
 * same, taken, listed or decidable is asked of that, through the same face, in durable.test.ts.
 */

import { Outcome, ProviderError } from "@switchyard/core"
import type { Payments, Payouts } from "@switchyard/facade"
import { Effect, Redacted } from "effect"
import {
  type AbandonRequest,
  type ChangeInput,
  Conflict,
  type Create,
  NoSuchOperation,
  type OperationService,
  type RefundInput,
  Refused,
  type Service,
  type StagedService,
  StoreUnavailable,
  TooEarly
} from "../../../src/model/Operations.ts"
import type { PaymentResource, PayoutResource, RefundResource } from "../../../src/model/Resource.ts"

/** What goes wrong, and what was asked. */
export interface Script {
  isAway: boolean
  isBroken: boolean
  isRefused: boolean
  /** How long a create takes, and how many came to their end. */
  createMillis: number
  finished: number
  /** `settled` fails. */
  isForgetful: boolean
  /** How long `settled` takes. */
  holdMillis: number
  /** It takes until then besides. */
  holdUntil: Promise<void>
  cardForm: "ok" | "none" | "unsupported" | "read_failed"
  receipts: "there" | "none"
  receipt: "accepted" | "exists" | "rejected" | "refused" | "unknown"
  refresh: "ok" | "too_early" | "read_failed" | "not_found"
  readonly creates: Array<Create<unknown>>
  readonly callbacks: Array<{ instance: string; path: string; body: Uint8Array; headers: object }>
  readonly resolutions: Array<object>
  readonly abandons: Array<AbandonRequest>
  readonly changes: Array<ChangeInput>
  readonly waits: Array<number>
}

export const script = (): Script => ({
  isAway: false,
  isBroken: false,
  isRefused: false,
  createMillis: 0,
  finished: 0,
  isForgetful: false,
  holdMillis: 0,
  holdUntil: Promise.resolve(),
  cardForm: "ok",
  receipts: "there",
  receipt: "accepted",
  refresh: "ok",
  creates: [],
  callbacks: [],
  resolutions: [],
  abandons: [],
  changes: [],
  waits: []
})

const at = "2026-01-02T03:04:05.000Z"

const shared = {
  amount: { value: "1500.00", currency: "RUB" },
  settled: null,
  fee: null,
  provider: null,
  providerReference: null,
  attempts: 0,
  receipts: [],
  failure: null,
  waitingFor: null,
  metadata: {},
  context: null,
  createdBy: "shop",
  createdAt: at,
  updatedAt: at,
  version: 1
}

const payout = (id: string, { reference }: Payouts.PayoutRequest): PayoutResource => ({
  ...shared,
  id,
  reference,
  object: "payout",
  status: "created",
  debit: null,
  debited: null,
  providerAmounts: null,
  destination: { type: "card", account: "************1111" },
  recipient: null,
  source: null,
  offer: null
})

const payment = (id: string, { method, reference }: Payments.PaymentRequest): PaymentResource => ({
  ...shared,
  id,
  reference,
  object: "payment",
  status: "created",
  method,
  payerPaid: null,
  credited: null,
  shortfall: null,
  captureMethod: "automatic",
  authorizedAmount: null,
  capturableAmount: null,
  captureBefore: null,
  change: null,
  capturedAmount: null,
  refundedAmount: null,
  disputed: null,
  followUpOf: null,
  next: { type: "redirect", method: "GET", url: "https://pay.example/x", fields: {}, expiresAt: at }
})

const guarded =
  (script: Script) =>
  <A, E, R>(self: Effect.Effect<A, E, R>): Effect.Effect<A, E | StoreUnavailable, R> =>
    Effect.suspend((): Effect.Effect<A, E | StoreUnavailable, R> => {
      if (script.isBroken) throw new Error("4111111111111111 broke in /secret/place")
      return script.isAway ? Effect.fail(new StoreUnavailable({ retryAfterSeconds: 7, isAboutContent: false })) : self
    })

const finish = (script: Script) =>
  Effect.andThen(
    script.createMillis === 0 ? Effect.void : Effect.sleep(script.createMillis),
    Effect.sync(() => {
      script.finished += 1
    })
  )

const operationsOf = <
  Request extends { readonly reference: string },
  Resource extends { readonly id: string; readonly reference: string }
>(
  script: Script,
  prefix: string,
  resource: (id: string, request: Request) => Resource
): StagedService<Request, Resource> => {
  const byId = new Map<string, Resource>()
  const guard = guarded(script)
  const find = (id: string) => {
    const found = byId.get(id)
    return found === undefined ? Effect.fail(new NoSuchOperation({ id })) : Effect.succeed(found)
  }
  return {
    create: (create) =>
      guard(
        Effect.suspend((): ReturnType<OperationService<Request, Resource>["create"]> => {
          script.creates.push(create)
          if (script.isRefused) {
            const issues = [{ path: "provider", reason: "is not a configured provider instance" }]
            return Effect.fail(new Refused({ message: "Nobody can", issues, instances: [] }))
          }
          const made = resource(`${prefix}_${byId.size + 1}`, create.request)
          byId.set(made.id, made)
          return Effect.as(finish(script), { resource: made, replayed: false })
        })
      ),
    replay: () => guard(Effect.succeed(undefined)),
    get: (id) => guard(find(id)),
    list: () => guard(Effect.sync(() => ({ data: [...byId.values()], nextCursor: null }))),
    timeline: (id) =>
      guard(Effect.as(find(id), [{ at, kind: "transition" as const, summary: "created", details: { to: "created" } }])),
    refresh: (id) =>
      guard(
        Effect.flatMap(find(id), (found): ReturnType<OperationService<Request, Resource>["refresh"]> => {
          const about = { provider: "feennex", operation: "payouts.get" }
          switch (script.refresh) {
            case "ok":
              return Effect.succeed(found)
            case "too_early":
              return Effect.fail(new TooEarly({ retryAfterSeconds: 42 }))
            case "read_failed":
              return Effect.fail(
                new ProviderError.ReadFailed({
                  ...about,
                  reason: "TimedOut",
                  message: "no answer",
                  retryAfterMillis: 9000
                })
              )
            case "not_found":
              return Effect.fail(new ProviderError.NotFound({ ...about, reference: "x", message: "no such order" }))
          }
        })
      ),
    abandon: (id, request) =>
      guard(
        Effect.flatMap(find(id), (found): ReturnType<StagedService<Request, Resource>["abandon"]> => {
          script.abandons.push(request)
          return Effect.succeed(found)
        })
      ),
    resolve: (id, resolution) =>
      guard(
        Effect.flatMap(find(id), (found): ReturnType<OperationService<Request, Resource>["resolve"]> => {
          script.resolutions.push(resolution)
          return Effect.succeed(found)
        })
      ),
    settled: (id, seconds) =>
      guard(
        Effect.suspend(() => {
          script.waits.push(seconds)
          if (script.isForgetful) return Effect.fail(new NoSuchOperation({ id }))
          return Effect.andThen(
            Effect.promise(() => script.holdUntil),
            Effect.delay(find(id), script.holdMillis)
          )
        })
      )
  }
}

const refund = (id: string, { payment, reference }: RefundInput): RefundResource => ({
  ...shared,
  id,
  reference,
  object: "refund",
  status: "created",
  payment,
  debited: null,
  reason: null
})

/** The core over a script. */
export const operations = (script: Script): Service => {
  const guard = guarded(script)
  const payouts = operationsOf(script, "po", payout)
  const payments = operationsOf(script, "pm", payment)
  const { abandon: _, ...refunds } = operationsOf(script, "rf", refund)
  return {
    payouts: {
      ...payouts,
      cancel: (id) =>
        Effect.andThen(payouts.get(id), Effect.fail(new Conflict({ code: "not_cancelable", message: "It was sent" })))
    },
    payments: {
      ...payments,
      change: (id, input) => {
        script.changes.push(input)
        return Effect.map(payments.get(id), (resource) => ({ resource, replayed: false }))
      },
      cardForm: (id) =>
        Effect.flatMap(payments.get(id), (): ReturnType<Service["payments"]["cardForm"]> => {
          const about = { provider: "feennex", operation: "payments.cardForm" }
          switch (script.cardForm) {
            case "ok":
              return Effect.succeed({
                type: "card_form",
                formToken: Redacted.make("token-4711"),
                url: "https://pay.example/form"
              })
            case "none":
              return Effect.fail(new Conflict({ code: "card_form_unavailable", message: "no session" }))
            case "unsupported":
              return Effect.fail(new ProviderError.Unsupported({ ...about, message: "has no card forms" }))
            case "read_failed":
              return Effect.fail(new ProviderError.ReadFailed({ ...about, reason: "TimedOut", message: "no answer" }))
          }
        }),
      receiptPlace: (id) =>
        Effect.flatMap(payments.get(id), ({ reference }) =>
          script.receipts === "none"
            ? Effect.fail(new Conflict({ code: "receipts_unavailable", message: "not yet" }))
            : Effect.succeed({ instance: "feennex", reference, links: {}, context: undefined, sensitive: [] })
        ),
      uploadReceipt: (id) =>
        Effect.flatMap(payments.get(id), ({ reference }): ReturnType<Service["payments"]["uploadReceipt"]> => {
          const about = { provider: "feennex", operation: "payments.uploadReceipt", message: "no" } as const
          switch (script.receipt) {
            case "accepted":
              return Effect.succeed({ _tag: "Accepted", value: { id: "r1", status: "pending" } })
            case "exists":
              return Effect.fail(new Conflict({ code: "receipt_exists", message: "one for each payment" }))
            case "rejected":
              return Effect.fail(new ProviderError.Rejected({ ...about, reason: "InvalidRequest" }))
            case "refused": {
              const issues = [{ path: "file", reason: "must be a JPEG, PNG, PDF, WebP or HEIF file" }]
              return Effect.fail(new ProviderError.NotExecuted({ ...about, reason: "InvalidRequest", issues }))
            }
            case "unknown":
              return Effect.succeed(new Outcome.OutcomeUnknown({ ...about, reason: "TimedOut", reference }))
          }
        })
    },
    refunds,
    receiveCallback: (instance, { body, headers, path }) =>
      guard(
        Effect.sync(() => {
          script.callbacks.push({ instance, path, body, headers })
        })
      ),
    notReady: Effect.sync(() => (script.isAway ? [{ name: "database" as const, why: "it is away" }] : []))
  }
}
