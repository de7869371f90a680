/**
 * Captures and cancels for the HTTP API. Each is written down once for its key, with its payment, before anybody is answered; the
 * worker reads the payment and sends it (decision 0030, rules 1 to 3).
 */
import { Money } from "@switchyard/core"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { room } from "../lifecycle/changes/hold.ts"
import { isUndecided } from "../lifecycle/Status.ts"
import * as Decimal from "../model/Decimal.ts"
import {
  type ChangeInput,
  Conflict,
  type Created,
  type NoSuchOperation,
  Refused,
  type StoreUnavailable
} from "../model/Operations.ts"
import type { PaymentResource } from "../model/Resource.ts"
import { shown } from "../model/StoredAmount.ts"
import type { Row } from "../store/Row.ts"
import { find } from "./find.ts"
import type { Applied, Service as Runner } from "./OperationRunner.ts"
import { obstacle } from "./obstacle.ts"
import { keyTaken } from "./operations.ts"
import { readNow } from "./refresh.ts"
import { paymentOf } from "./resource.ts"

type Refusal = Extract<Applied, { readonly _tag: "Refused" }>

// Of many that come at once one is written, and each other finds it.
const rounds = 5

const inFlight = (message: string) => new Conflict({ code: "in_flight", message })

const leftOf = ({ facts }: Row): NonNullable<Conflict["left"]> | null => {
  const hold = facts.changes?.hold ?? null
  const rest = facts.changes === undefined ? null : room(facts.changes)
  return rest === null || hold === null ? null : shown(Decimal.greatest("0", rest), hold.currency)
}

const conflictOf = ({ code, row, why }: Refusal, { name }: ChangeInput): Conflict => {
  switch (code) {
    case "exceeds_authorized":
      return new Conflict({ code, message: why, left: leftOf(row) })
    case "in_flight":
    case "unsupported":
      return new Conflict({ code, message: why })
    case undefined:
      return new Conflict({ code: name === "capture" ? "not_capturable" : "not_cancelable", message: why })
  }
}

/** Captures and cancels payments, for a key once. */
export const changing = (runner: Runner, wake: Effect.Effect<void>) => {
  const { store, vault } = runner

  const again = Effect.fnUntraced(function* (id: string, { bodyDigest, idempotencyKey, name }: ChangeInput) {
    const change = yield* store.changeByKey(idempotencyKey)
    const other = change === undefined ? yield* store.findByKey(idempotencyKey) : undefined
    if (other !== undefined) return yield* keyTaken(`which created the ${other.kind} ${other.id}`, other)
    if (change === undefined) return undefined
    const { operation } = change
    if (operation !== id || change.bodyDigest !== bodyDigest || change.name !== name) {
      return yield* keyTaken(`for a ${change.name} of the payment ${operation}`, { id: operation, kind: "payment" })
    }
    return { resource: yield* paymentOf(vault, yield* find(runner, "payment", id)), replayed: true }
  })

  const asked = (row: Row, { amount, bodyDigest, createdBy, idempotencyKey, isFinal, name }: ChangeInput) =>
    runner.apply(
      row,
      {
        _tag: "ChangeAsked",
        name,
        amount: amount && { value: Money.toText(amount), currency: amount.currency },
        isFinal,
        by: createdBy
      },
      { once: true, asking: { idempotencyKey, bodyDigest, askedBy: createdBy ?? null } }
    )

  // What is known may be old: the latest read says what is held.
  const reread = Effect.fnUntraced(function* (row: Row): Effect.fn.Return<boolean, StoreUnavailable> {
    const read = yield* Effect.result(readNow(runner, row))
    if (Result.isFailure(read) && read.failure._tag === "StoreUnavailable") return yield* read.failure
    return Result.isSuccess(read)
  })

  // A read may show that it is possible after all; one that is under way, or never can be, is not helped by that.
  const mayBeOld = ({ code, row }: Refusal): boolean =>
    code !== "unsupported" && (row.facts.changes?.open ?? null) === null && !isUndecided(row.status)

  type Ended = PaymentResource | "again" | "read"

  const once = Effect.fnUntraced(function* (
    id: string,
    input: ChangeInput,
    isRead: boolean
  ): Effect.fn.Return<Ended, NoSuchOperation | Conflict | StoreUnavailable> {
    const row = yield* find(runner, "payment", id)
    // A cancel is remembered whatever is answered: what is not paid yet is never completed.
    const remembered = input.name === "cancel" ? runner.apply(row, { _tag: "CancelWanted" }) : Effect.void
    const why = obstacle(runner, row)
    if (why !== undefined) {
      yield* remembered
      return yield* new Conflict({ code: "unsupported", message: why })
    }
    // Whoever called back about it may have it: nothing is certain before its answer.
    if (yield* store.hasSideRead(id)) {
      yield* remembered
      return yield* inFlight("another provider is being asked about it just now")
    }
    const applied = yield* asked(row, input)
    if (applied._tag === "Applied") return yield* paymentOf(vault, applied.row)
    if (applied._tag === "Late") return "again"
    yield* remembered
    if (isRead || !mayBeOld(applied) || !(yield* reread(row))) return yield* conflictOf(applied, input)
    return "read"
  })

  return Effect.fnUntraced(function* (
    id: string,
    input: ChangeInput
  ): Effect.fn.Return<Created<PaymentResource>, NoSuchOperation | Conflict | Refused | StoreUnavailable> {
    const { request } = yield* find(runner, "payment", id)
    const issues = input.contextIssues?.(request.context) ?? []
    if (issues.length > 0) {
      const message = issues.map(({ path, reason }) => `${path} ${reason}`).join("; ")
      return yield* new Refused({ message, issues, instances: [] })
    }
    let isRead = false
    for (let round = 0; round < rounds; round += 1) {
      const earlier = yield* again(id, input)
      if (earlier !== undefined) return earlier
      const ended: Result.Result<Ended, NoSuchOperation | Conflict | StoreUnavailable> = yield* Effect.result(
        once(id, input, isRead)
      )
      if (Result.isFailure(ended)) {
        // What stands in its way may be itself, written meanwhile by a request whose answer was lost.
        const own = ended.failure._tag === "Conflict" ? yield* again(id, input) : undefined
        return own ?? (yield* Effect.fail(ended.failure))
      }
      const success: Ended = ended.success
      if (typeof success !== "string") {
        yield* wake
        return { resource: success, replayed: false }
      }
      isRead ||= success === "read"
    }
    return yield* inFlight("it changes just now: read it and ask again")
  })
}
