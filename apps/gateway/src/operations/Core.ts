/**
 * The durable core behind the HTTP API. It stores before it answers; the worker does the rest. Everything here is
 * safe under any number of simultaneous requests and processes, because the database decides who was first.
 */
import { createHash, randomBytes } from "node:crypto"
import type { Callback } from "@switchyard/core"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import * as Instant from "../model/Instant.ts"
import { InboxFull, Operations, type Service } from "../model/Operations.ts"
import { Readiness } from "../model/Readiness.ts"
import * as Metrics from "../telemetry/Metrics.ts"
import { cancelPayout } from "./cancel.ts"
import { cardForm } from "./cardForm.ts"
import { changing } from "./changes.ts"
import * as Intake from "./intake.ts"
import { OperationRunner } from "./OperationRunner.ts"
import * as Opening from "./opening.ts"
import { operationService } from "./operations.ts"
import { receiptPlace, uploadReceipt } from "./receipts.ts"
import { refundService } from "./refunds.ts"
import * as Requests from "./requests.ts"
import { paymentOf, payoutOf, refundOf } from "./resource.ts"
import * as Settling from "./settling.ts"
import { Worker } from "./Worker.ts"

const newId = (prefix: "po" | "pm"): string => `${prefix}_${randomBytes(16).toString("base64url")}`

const make = Effect.gen(function* (): Effect.fn.Return<Service, never, OperationRunner | Worker | Scope.Scope> {
  const runner = yield* OperationRunner
  const { wake } = yield* Worker
  const readiness = yield* Readiness
  const { store, switchyard, vault } = runner

  const settling = yield* Settling.make(store)
  const payouts = operationService(runner, {
    kind: "payout",
    wake,
    settling,
    newId: () => newId("po"),
    candidates: switchyard.payouts.candidates,
    plain: ({ request }) => Requests.plainPayout(request),
    seal: (id, request) => Requests.sealPayout(vault, id, request),
    toView: payoutOf
  })
  const payments = operationService(runner, {
    kind: "payment",
    wake,
    settling,
    newId: () => newId("pm"),
    candidates: switchyard.payments.candidates,
    plain: ({ followUpOf, request }) => Requests.plainPayment(request, followUpOf),
    seal: (id, request) => Requests.sealPayment(vault, id, request),
    toView: (row) => paymentOf(vault, row)
  })

  const standingOf = Intake.make(runner)
  const receiveCallback = Effect.fnUntraced(function* (instance: string, arrived: Omit<Callback.Raw, "receivedAt">) {
    const receivedAt = yield* Instant.now
    const raw: Callback.Raw = { ...arrived, receivedAt: DateTime.makeUnsafe(receivedAt) }
    // A signature in a header belongs to it, with its time and its key: one forged with the same body must not take the place
    // of the true one.
    const signatures = Object.entries(raw.headers).filter(([name]) =>
      /sign|auth|hmac|digest|time|stamp|nonce|key|cert/i.test(name)
    )
    const head = JSON.stringify([raw.path, signatures.toSorted(([a], [b]) => (a < b ? -1 : 1))])
    const digest = createHash("sha256").update(`${head}\n`).update(raw.body).digest("base64url")
    const sealed = yield* vault.seal(Opening.toText(raw), instance)
    const standing = yield* standingOf(instance, raw)
    const taken = yield* store.putCallback({ instance, digest, sealed, receivedAt, standing }, Intake.bounds)
    yield* Metrics.callback(instance, taken)
    if (taken === "full") return yield* new InboxFull({ retryAfterSeconds: 10 })
    if (taken === "stored" && standing._tag === "Rejected") yield* Metrics.callback(instance, "rejected")
    if (taken === "stored" && standing._tag === "NotOurs") yield* Metrics.callback(instance, "not_ours")
  })

  const notReady = Effect.gen(function* () {
    const reasons = yield* readiness.reasons
    return (yield* store.ready)
      ? reasons
      : [{ name: "database" as const, why: "the database cannot be used" }, ...reasons]
  })

  return {
    refunds: refundService(runner, { kind: "refund", wake, settling, toView: refundOf }),
    payouts: { ...payouts, cancel: cancelPayout(runner, wake) },
    payments: {
      ...payments,
      change: changing(runner, wake),
      cardForm: cardForm(runner),
      receiptPlace: receiptPlace(runner),
      uploadReceipt: uploadReceipt(runner)
    },
    receiveCallback,
    notReady
  }
})

/** The durable core over the runner and the worker. */
export const layer: Layer.Layer<Operations, never, OperationRunner | Worker> = Layer.effect(Operations, make)
