/**
 * Refunds for the HTTP API. One is created with its place in what its payment has captured, and copies from that where it goes:
 * the account that holds the payment, in its context, under the ids that it has given it (decision 0030, rules 8 and 9).
 */
import { randomBytes } from "node:crypto"
import { Money, Optional, type ProviderError, type Refund } from "@switchyard/core"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { firstFacts } from "../lifecycle/Facts.ts"
import { left } from "../lifecycle/Worth.ts"
import * as Bulkhead from "../model/Bulkhead.ts"
import * as Decimal from "../model/Decimal.ts"
import * as Instant from "../model/Instant.ts"
import {
  Conflict,
  type Create,
  type Created,
  type OperationService,
  type RefundInput,
  Refused,
  type StoreUnavailable
} from "../model/Operations.ts"
import type { RefundResource } from "../model/Resource.ts"
import { moneyOf, shown } from "../model/StoredAmount.ts"
import type { Row } from "../store/Row.ts"
import * as Trace from "../telemetry/Trace.ts"
import type { Service as Runner } from "./OperationRunner.ts"
import { obstacle } from "./obstacle.ts"
import { again, type Kept, keptService, referenceTaken } from "./operations.ts"
import { readNow } from "./refresh.ts"
import * as Requests from "./requests.ts"
import { isIds } from "./stated.ts"

const newId = (): string => `rf_${randomBytes(16).toString("base64url")}`

const refusedFor = (issues: ReadonlyArray<ProviderError.FieldIssue>) =>
  new Refused({ message: issues.map(({ path, reason }) => `${path} ${reason}`).join("; "), issues, instances: [] })

const refused = (path: string, reason: string) => refusedFor([{ path, reason }])

const leftOf = ({ reserved, worth }: Row): Money.Money | undefined => {
  const value = left(worth, reserved)
  return value === null || worth === null ? undefined : moneyOf({ value, currency: worth.currency })
}

const exceeding = (payment: Row): Conflict => {
  const rest = leftOf(payment)
  return new Conflict({
    code: "exceeds_captured",
    message:
      rest === undefined
        ? "what can be paid back of this payment is not known: it has captured nothing, or nobody has said what"
        : "more would be paid back than was captured of this payment, with all that is paid back of it already or may be",
    operation: { id: payment.id, kind: payment.kind },
    left: rest === undefined ? null : shown(Decimal.greatest("0", Money.toText(rest)), rest.currency)
  })
}

const requestOf = (payment: Row, { reference, request }: RefundInput, amount: Money.Money): Refund.RefundRequest => ({
  ...request,
  reference,
  amount,
  payment: {
    reference: payment.reference,
    method: payment.request.method,
    ...Optional.compact({
      providerReference: payment.providerReference ?? undefined,
      ids: isIds(payment.results.ids) ? payment.results.ids : undefined
    })
  },
  ...Optional.compact({ context: payment.request.context })
})

/** Refunds for the HTTP API. */
export const refundService = (
  runner: Runner,
  kept: Kept<RefundResource>
): OperationService<RefundInput, RefundResource> => {
  const { store, switchyard, vault } = runner

  const placed = Effect.fnUntraced(function* (input: Create<RefundInput>, payment: Row) {
    const { bodyDigest, createdBy = null, idempotencyKey, request } = input
    const { fingerprint, provider } = payment
    const amount = request.amount ?? leftOf(payment)
    if (amount === undefined || !Money.isPositive(amount) || provider === null || fingerprint === null) return undefined
    const now = yield* Instant.now
    const id = newId()
    const asked = requestOf(payment, request, amount)
    // What its provider would refuse by name is not taken.
    const issues = switchyard.refunds.provider(provider)?.issues(asked) ?? []
    if (issues.length > 0) return yield* refusedFor(issues)
    const plain = Requests.plainRefund(asked)
    const made = yield* store.createRefund({
      id,
      kind: "refund",
      reference: request.reference,
      idempotencyKey,
      bodyDigest,
      createdAt: now,
      request: plain,
      sealed: yield* Requests.sealRefund(vault, id, asked),
      facts: firstFacts(plain, now),
      bulkhead: Bulkhead.of(provider, "send"),
      createdBy,
      traceParent: yield* Trace.current,
      parent: payment.id,
      provider,
      fingerprint,
      amount: { value: Money.toText(amount), currency: amount.currency }
    })
    return made._tag === "Exceeding" ? undefined : made
  })

  const create = Effect.fnUntraced(function* (
    input: Create<RefundInput>
  ): Effect.fn.Return<Created<RefundResource>, Conflict | Refused | StoreUnavailable> {
    const earlier = yield* store.findByKey(input.idempotencyKey)
    if (earlier !== undefined) return yield* again(kept, input, earlier)
    const { amount, payment: id } = input.request
    const first = yield* store.find(id)
    if (first?.kind !== "payment") return yield* refused("payment", "is no payment")
    const issues = input.request.contextIssues?.(first.request.context) ?? []
    if (issues.length > 0) return yield* refusedFor(issues)
    if (first.provider === null) return yield* refused("payment", "is with no provider, so nothing of it was paid")
    if (runner.kinds.refund.policy(first.provider) === undefined) {
      return yield* refused("payment", `is with ${first.provider}, which pays nothing back here`)
    }
    const why = obstacle(runner, { ...first, step: "none" })
    if (why !== undefined) return yield* refused("payment", why)
    if (amount !== undefined && first.worth !== null && amount.currency !== first.worth.currency) {
      return yield* refused("amount.currency", "is not that in which the payment was captured")
    }
    // What is known may be old: the latest read says what is left.
    const reread = Effect.fnUntraced(function* (known: Row): Effect.fn.Return<Row, StoreUnavailable> {
      const read = yield* Effect.result(readNow(runner, known))
      if (Result.isFailure(read) && read.failure._tag === "StoreUnavailable") return yield* read.failure
      return (yield* store.find(id)) ?? known
    })
    let payment = amount === undefined ? yield* reread(first) : first
    let made = yield* placed(input, payment)
    if (made === undefined && amount !== undefined) {
      payment = yield* reread(payment)
      made = yield* placed(input, payment)
    }
    if (made === undefined) return yield* exceeding((yield* store.find(id)) ?? payment)
    if (made._tag === "SameKey") return yield* again(kept, input, made.row)
    if (made._tag === "SameReference") return yield* referenceTaken(made.row)
    yield* kept.wake
    return { resource: yield* kept.toView(made.row), replayed: false }
  })

  return { ...keptService(runner, kept), create }
}
