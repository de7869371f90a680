/**
 * The fault matrix: a fault is played on every operation that sends, and each row says how the call must end and how
 * many requests the provider may have received.
 */
import type { Outcome, Send, SendOptions } from "@switchyard/core/Outcome"
import type { SendError } from "@switchyard/core/ProviderError"
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { type Fault, Harness, type Operation } from "../Harness.ts"
import { Subject } from "../Subject.ts"
import { type Broken, broken, describe, expect } from "./expect.ts"
import { refusalOf } from "./refused.ts"
import { arrival, connecting, ends, start } from "./running.ts"
import { isStaged } from "./stages.ts"
import { sent } from "./steps.ts"

/** One send, ready to be run under a fault. */
export interface Ready {
  readonly operation: Operation
  readonly reference: string
  readonly send: (options?: SendOptions) => Send<unknown>
  /** The numbers of requests and connections before the send; requests that only prepare are not counted. */
  readonly before: { readonly received: number; readonly connecting: number }
}

/** Runs a row for every operation that sends. */
export const eachSend = Effect.fnUntraced(function* <R>(row: (ready: Ready) => Effect.Effect<void, Broken, R>) {
  const subject = yield* Subject
  const harness = yield* Harness
  for (const { operation, prepare } of subject.sends) {
    const { reference, send } = yield* prepare
    const before = { received: (yield* sent).length, connecting: yield* harness.connecting }
    yield* row({ operation, reference, send, before })
  }
})

/** Breaks the law unless the provider has received exactly so many requests since. */
export const receivesExactly = Effect.fnUntraced(function* ({ before, operation }: Ready, count: number) {
  const requests = (yield* sent).slice(before.received)
  yield* expect(
    requests.length === count,
    `${operation} is ${count === 0 ? "never sent" : "sent exactly once"}`,
    `the provider has received ${requests.length} requests: ${requests.map((request) => request.operation).join(", ")}`
  )
})

type End = Exit.Exit<Outcome<unknown>, SendError>

/** Breaks the law unless the send ended as an unknown outcome of this operation. */
const isUnknown = ({ operation, reference }: Ready, exit: End) =>
  Exit.isSuccess(exit) && exit.value._tag === "OutcomeUnknown" && exit.value.reference === reference
    ? Effect.void
    : broken(`${operation} ends as OutcomeUnknown of ${reference}`, describe(exit))

/** Breaks the law unless the send ended as not executed, or as that of which something prepared is left. */
export const isNotExecuted = Effect.fnUntraced(function* ({ operation }: Ready, exit: End) {
  const refusal = yield* refusalOf(operation, exit)
  yield* expect(refusal?._tag === "NotExecuted", `${operation} ends as NotExecuted`, describe(exit))
})

/** The row of a fault after which nobody knows: an unknown outcome, and exactly one request. */
export const leavesUnknown = (fault: Fault) =>
  eachSend(
    Effect.fnUntraced(function* (ready) {
      const harness = yield* Harness
      yield* harness.fault(ready.operation, fault)
      yield* isUnknown(ready, yield* ends(ready.send()))
      yield* receivesExactly(ready, 1)
    })
  )

/** The row of a fault before any byte: not executed, and no request. */
export const sendsNothing = (fault: Fault) =>
  eachSend(
    Effect.fnUntraced(function* (ready) {
      const harness = yield* Harness
      yield* harness.fault(ready.operation, fault)
      yield* isNotExecuted(ready, yield* ends(ready.send()))
      yield* receivesExactly(ready, 0)
    })
  )

/** The instant so many milliseconds from now, by the shared clock. */
export const inMillis = (millis: number) =>
  Effect.map(Clock.currentTimeMillis, (now) => DateTime.makeUnsafe(now + millis))

/** The row of a provider that falls silent: unknown at the deadline, one request, also afterwards. */
export const stalls = (fault: Fault) =>
  eachSend(
    Effect.fnUntraced(function* (ready) {
      const harness = yield* Harness
      yield* harness.fault(ready.operation, fault)
      const call = yield* start(ready.send({ deadline: yield* inMillis(20_000) }))
      yield* arrival(call, ready.before.received + 1)
      yield* harness.advance("20 seconds")
      yield* isUnknown(ready, yield* call.ended)
      yield* harness.advance("60 seconds")
      yield* receivesExactly(ready, 1)
    })
  )

/** Starts a send whose connection takes so long, and waits until it is being made. */
export const startConnecting = Effect.fnUntraced(function* (ready: Ready, millis: number, options?: SendOptions) {
  const harness = yield* Harness
  yield* harness.fault(ready.operation, { kind: "slowConnect", millis })
  const call = yield* start(ready.send(options))
  yield* connecting(call, ready.before.connecting + 1)
  // What prepares has connections of its own before.
  if (ready.operation === "create" && (yield* isStaged)) yield* harness.patience
  return call
})
