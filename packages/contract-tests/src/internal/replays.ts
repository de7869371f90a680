/**
 * Steps of the laws on replays: a create whose answer went missing, with the record that its holder has kept of it, and its
 * replay at a moment of the shared clock.
 */
import * as Money from "@switchyard/core/Money"
import { compact } from "@switchyard/core/Optional"
import { defaultTimeoutMillis } from "@switchyard/core/Outcome"
import type * as Replay from "@switchyard/core/Replay"
import * as Settling from "@switchyard/core/Settling"
import type * as Stages from "@switchyard/core/Stages"
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { type Fault, Harness } from "../Harness.ts"
import { type Asked, Subject, type Wish } from "../Subject.ts"
import { onStep } from "./amounts.ts"
import { type Broken, broken, describe, expect } from "./expect.ts"
import { ends, errorOf } from "./running.ts"
import { isStaged, no, watched } from "./stages.ts"
import { offers } from "./steps.ts"

/** Runs a check where creates can be replayed, with the account confirmed. Elsewhere the law `replay/undeclared` looks. */
export const whereReplayed = <R>(check: (stated: Settling.Repeatable) => Effect.Effect<void, Broken, R>) =>
  Effect.gen(function* () {
    const { capabilities, replay } = yield* Subject
    const stated = Settling.of(capabilities, "create").duplicates
    if (!(yield* offers("replay")) || !Settling.isRepeatable(stated)) return
    const exit = yield* ends(replay.confirm)
    if (Exit.isFailure(exit)) return yield* broken("the account is confirmed", describe(exit))
    yield* check(stated)
  })

/** The key of a request, which must be there; of a create in stages by what was prepared for it. */
export const keyOf = Effect.fnUntraced(function* ({ hash, reference }: Asked, creation?: Stages.Creation) {
  return (yield* hash(creation)) ?? (yield* broken(`${reference} can be replayed, so it has a key`, "it has none"))
})

/** What the key of a request goes by beside it: of a create in stages, what is prepared for it, and not committed. */
export const creationOf = Effect.fnUntraced(function* (asked: Asked) {
  if (!(yield* isStaged)) return {}
  const { exit, seen } = yield* watched(asked, no)
  const [prepared] = seen
  if (prepared === undefined) return yield* broken("a create in stages asks its hook", describe(exit))
  const creation: Stages.Creation = { generation: 0, prepared }
  return creation
})

/** A create of which nobody knows, and what its holder kept. */
export interface Lost {
  readonly asked: Asked
  readonly record: Replay.Record
}

/** Sends a create that goes wrong in this way, and must be unknown then. */
export const lost = Effect.fnUntraced(function* (fault: Fault, wish?: Wish) {
  const subject = yield* Subject
  const harness = yield* Harness
  const asked = yield* subject.ask(wish)
  const replayKey = (yield* isStaged) ? undefined : yield* keyOf(asked)
  const firstSentAt = DateTime.makeUnsafe(yield* Clock.currentTimeMillis)
  const lastSendUntil = DateTime.add(firstSentAt, { milliseconds: defaultTimeoutMillis })
  yield* harness.fault("create", fault)
  const { exit, seen } = yield* watched(asked, undefined, { deadline: lastSendUntil, ...compact({ replayKey }) })
  const [prepared] = seen
  const key = replayKey ?? prepared?.key
  if (key === undefined) return yield* broken(`${asked.reference} can be replayed, so it has a key`, "it has none")
  const isUnknown = Exit.isSuccess(exit) && exit.value._tag === "OutcomeUnknown"
  yield* expect(isUnknown, "a create under its own key is sent, and unknown when its answer is lost", describe(exit))
  const both: Lost = { asked, record: { ...key, firstSentAt, lastSendUntil, ...compact({ prepared }) } }
  return both
})

/** Moves the clock on to so long after a first send, unless it is later already. */
export const advanceTo = Effect.fnUntraced(function* ({ record }: Lost, millis: number) {
  const harness = yield* Harness
  const rest = record.firstSentAt.epochMilliseconds + millis - (yield* Clock.currentTimeMillis)
  if (rest > 0) yield* harness.advance(rest)
})

/** Moves the clock on to when a replay is no longer too early. */
export const due = ({ replayAfterMillis }: Settling.Repeatable, operation: Lost) =>
  advanceTo(operation, defaultTimeoutMillis + replayAfterMillis)

/** Replays with clocks that agree, unless told otherwise, and counts the creates that reach the provider meanwhile. */
export const replayed = Effect.fnUntraced(function* (
  { replay }: Asked,
  record: Replay.Record,
  options: Replay.Options = { clocksApartMillis: 0 }
) {
  const harness = yield* Harness
  const creates = Effect.map(harness.received, (all) => all.filter(({ operation }) => operation === "create").length)
  const before = yield* creates
  const exit = yield* ends(replay(record, options))
  return { exit, sent: (yield* creates) - before }
})

/** Breaks the law unless a replay ended for this reason, with nothing sent. */
export const isNotReplayed = Effect.fnUntraced(function* (
  { exit, sent }: { readonly exit: Exit.Exit<unknown, Replay.NotReplayed>; readonly sent: number },
  why: Replay.Why,
  when: string
) {
  const error = errorOf(exit)
  yield* expect(
    error?._tag === "NotReplayed" && error.why === why,
    `${when} it ends as NotReplayed (${why})`,
    describe(exit)
  )
  yield* expect(sent === 0, `${when} nothing is sent`, `${sent} creates have reached the provider`)
})

/** Wishes for requests that differ from this one in one thing each, beside it in words. */
export const others = Effect.fnUntraced(function* ({ amount, reference }: Asked) {
  const { kind, targets } = yield* Subject
  const [target] = targets
  if (target === undefined) return []
  const least = onStep(target, target.min)
  const isLeast = Money.equals(amount, least)
  const changed: ReadonlyArray<readonly [what: string, wish: Wish]> = [
    ["amount", { reference, amount: isLeast ? onStep(target, target.max) : least }],
    ...(kind === "payouts" ? [["destination", { reference, amount, payee: "other" }] as const] : [])
  ]
  return changed
})
