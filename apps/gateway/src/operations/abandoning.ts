/**
 * Abandons what a create has left at its provider. It is written down as an attempt before it is asked for; where its id is not
 * known, that is asked for first, by preparing the same once more.
 */
import type { Outcome, ProviderError } from "@switchyard/core"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type { CallOutcome } from "../health/verdict.ts"
import type { AbandonEnded, Request } from "../lifecycle/Event.ts"
import * as Schedule from "../lifecycle/Schedule.ts"
import { abandonOf, stageOf } from "../lifecycle/stages.ts"
import * as Bulkhead from "../model/Bulkhead.ts"
import * as Instant from "../model/Instant.ts"
import type { StoreUnavailable } from "../model/Operations.ts"
import type { Row } from "../store/Row.ts"
import * as Attempts from "./attempts.ts"
import type { Opened } from "./kinds.ts"
import { noteLeftOut } from "./leftOut.ts"
import type { Service } from "./OperationRunner.ts"
import type { Place } from "./places.ts"
import { preparedAt } from "./prepared.ts"
import * as SideReads from "./sideReads.ts"

const putOff = (runner: Service, row: Row, until: number) =>
  Effect.asVoid(runner.apply(row, { _tag: "AbandonPutOff", until }, { once: true }))

type Ended<A> = Result.Result<Outcome.Outcome<A>, ProviderError.SendError>

const eventOf = (
  request: Request,
  ended: Ended<{ readonly providerReference?: string }>,
  asks: boolean
): AbandonEnded => {
  const outcome = Result.merge(ended)
  const about = { _tag: "AbandonEnded", ...request } as const
  if (outcome._tag === "Accepted") {
    const { providerReference = null } = outcome.value
    const learnt = asks ? ("Learnt" as const) : ("Accepted" as const)
    return { ...about, outcome: learnt, providerReference, message: "", providerCode: null, retryAfter: null }
  }
  const { _tag, message, providerCode = null, retryAfterMillis = null } = outcome
  const providerReference = _tag === "OutcomeUnknown" ? (outcome.providerReference ?? null) : null
  return { ...about, outcome: _tag, providerReference, message, providerCode, retryAfter: retryAfterMillis }
}

const abandonOnce = Effect.fnUntraced(function* (
  runner: Service,
  row: Row,
  opened: Opened,
  account: { readonly instance: string; readonly fingerprint: string }
): Effect.fn.Return<CallOutcome | undefined, StoreUnavailable> {
  const began = yield* Instant.now
  if (!(yield* Instant.isAgreed)) {
    yield* putOff(runner, row, began + Schedule.putOff.clocks)
    return undefined
  }
  const plan = (sendUntil: number) => ({ _tag: "AbandonPlanned", ...account, sendUntil }) as const
  const written = yield* Attempts.writeDown(runner, row, began, { ...account, kind: "abandon" }, plan)
  if (written === undefined) return undefined
  const { providerReference } = row
  const generation = stageOf(row)?.generation ?? 0
  const deadline = yield* Instant.onClock(written.record.sendUntil)
  // It is found by its id alone where nobody here can open what was prepared.
  const prepared = yield* Effect.catchTag(preparedAt(runner, row, account.fingerprint), ["Sealed", "Unreadable"], () =>
    Effect.succeed(undefined)
  )
  const { instance } = account
  const asked = abandonOf(row)?.asked ?? 0
  const ended: Ended<{ readonly providerReference?: string }> = yield* Effect.result(
    providerReference === null
      ? opened.prepareOn(instance, generation, deadline)
      : opened.abandonOn(instance, { providerReference, generation, prepared, asked }, deadline)
  )
  const outcome = Result.merge(ended)
  yield* Attempts.writeEnd(runner, written, eventOf(written.request, ended, providerReference === null), {
    outcome: outcome._tag,
    reason: outcome._tag === "Accepted" ? null : outcome.reason,
    answer: undefined
  })
  return outcome._tag === "Accepted" ? { _tag: "Accepted" } : outcome
}, Effect.uninterruptible)

/** Abandons what a claimed unknown has left, or asks which one that is. */
export const abandon = Effect.fnUntraced(function* (
  runner: Service,
  row: Row,
  opened: Opened,
  place: Place
): Effect.fn.Return<void, StoreUnavailable> {
  const { fingerprint, provider } = row
  const now = yield* Instant.now
  if (provider === null || fingerprint === null) return yield* runner.suspend(row, "it is not known who has it")
  if (yield* SideReads.isPending(runner, row)) return yield* putOff(runner, row, now + Schedule.putOff.sideRead)
  const bulkhead = Bulkhead.of(provider, "send")
  if (!place.move(bulkhead)) return yield* runner.release(row, now, bulkhead)
  const account = { instance: provider, fingerprint }
  if (yield* runner.guard.attempt(provider, abandonOnce(runner, row, opened, account))) return
  yield* noteLeftOut(runner, row, provider)
  yield* putOff(runner, row, now + Schedule.putOff.unhealthy)
})
