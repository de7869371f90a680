/**
 * The ground of a refund, before it is sent: its payment is read if that was not done since. What cannot be read now waits; what
 * cannot be read at all is for a person.
 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { groundOf } from "../lifecycle/ground.ts"
import * as Schedule from "../lifecycle/Schedule.ts"
import { stateOf } from "../lifecycle/State.ts"
import { traits } from "../lifecycle/traits.ts"
import * as Instant from "../model/Instant.ts"
import type { StoreUnavailable } from "../model/Operations.ts"
import type { Row } from "../store/Row.ts"
import type { Service } from "./OperationRunner.ts"
import { readNow } from "./refresh.ts"
import * as Relatives from "./relatives.ts"

const isFirm = Effect.fnUntraced(function* (runner: Service, row: Row) {
  const related = yield* Relatives.of(runner.store, row)
  const ground = groundOf(related.operation, runner.policyOf(row), yield* Instant.now)
  // What is missing is written down by the plan of the attempt, which asks again.
  return { payment: related.of?.payment, isFirm: ground._tag !== "Stale" }
})

/** Whether a refund that is due to be sent waits; anything else never does. */
export const mustWait = Effect.fnUntraced(function* (
  runner: Service,
  row: Row
): Effect.fn.Return<boolean, StoreUnavailable> {
  if (!traits[row.kind].isOfPayment) return false
  const before = yield* isFirm(runner, row)
  if (before.isFirm || before.payment === undefined) return false
  const read = yield* Effect.result(readNow(runner, before.payment))
  if (Result.isSuccess(read) && (yield* isFirm(runner, row)).isFirm) return false
  const now = yield* Instant.now
  const failure = Result.isFailure(read) ? read.failure : undefined
  if (failure?._tag === "StoreUnavailable") return yield* failure
  const isOver = now - row.createdAt > Schedule.mostUnasked
  const isReplay = stateOf(row)._tag === "Replay"
  if (failure?._tag === "Unsupported" || failure?._tag === "NotFound" || isOver) {
    const said = failure !== undefined && "message" in failure ? failure.message : "no read has said what it is worth"
    const why = `its payment cannot be read: ${said}`
    yield* runner.apply(row, { _tag: isReplay ? "ReplaysOver" : "Groundless", why }, { once: true })
    return true
  }
  const wait = failure?._tag === "TooEarly" ? failure.retryAfterSeconds * 1000 : Schedule.putOff.ground
  if (isReplay) yield* runner.apply(row, { _tag: "ReplayPutOff", until: now + wait }, { once: true })
  else yield* runner.release(row, Instant.after(now, wait))
  return true
})
