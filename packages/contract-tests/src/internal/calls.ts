/** Every operation of the provider, reads and sends alike, run once under a fault; and its outcome. */
import type { OutcomeUnknown } from "@switchyard/core/Outcome"
import type { ReadError, SendError } from "@switchyard/core/ProviderError"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { type ExpectedOutcome, type Fault, Harness, type Operation } from "../Harness.ts"
import { Subject } from "../Subject.ts"
import type { Broken } from "./expect.ts"
import { leavesPayable, refusedOf } from "./refused.ts"
import { ends, errorOf } from "./running.ts"
import { requestsOf } from "./steps.ts"

type CallError = SendError | ReadError

/** One operation, made ready to be run once. */
export interface Call {
  readonly operation: Operation
  readonly prepare: Effect.Effect<Effect.Effect<unknown, CallError>, Broken, Subject | Harness>
}

/** Every operation that the provider has. */
export const calls: Effect.Effect<ReadonlyArray<Call>, never, Subject> = Effect.map(Subject, ({ asks, sends }) => [
  ...sends.map(({ operation, prepare }): Call => ({ operation, prepare: Effect.map(prepare, ({ send }) => send()) })),
  ...asks.map(({ operation, prepare }): Call => ({ operation, prepare: Effect.map(prepare, ({ ask }) => ask) }))
])

/** Prepares a call and scripts its fault; what comes back is to be run. */
export const under = Effect.fnUntraced(function* ({ operation, prepare }: Call, fault: Fault) {
  const harness = yield* Harness
  const call = yield* prepare
  yield* harness.fault(operation, fault)
  return call
})

/** How a call ended, as far as a caller can tell. */
export interface Ended {
  readonly as: ExpectedOutcome["as"] | "Unsupported" | "Defect"
  readonly reason?: string
  readonly providerCode?: string
  readonly providerReference?: string
  readonly status?: string
  readonly message?: string
}

interface Fields {
  readonly _tag?: unknown
  readonly status?: unknown
  readonly result?: unknown
  readonly value?: unknown
}

const fieldsOf = (value: unknown): Fields => (typeof value === "object" && value !== null ? value : {})

const isUnknown = (value: Fields): value is Ended & Pick<OutcomeUnknown, "_tag" | "reason" | "refused"> =>
  value._tag === "OutcomeUnknown"

// What an account check found is called its result.
const statusOf = (value: unknown) => {
  const { result, status = result } = fieldsOf(Array.isArray(value) ? value[0] : value)
  return typeof status === "string" ? { status } : {}
}

/** The outcome that an exit stands for; `leaves`: the call can leave something that could still be paid. */
const ended = (exit: Exit.Exit<unknown, CallError>, leaves: boolean): Ended => {
  const error = errorOf(exit)
  if (error !== undefined) return { ...error, message: error.message, as: error._tag }
  if (Exit.isFailure(exit)) return { as: "Defect" }
  const value = fieldsOf(exit.value)
  // How it was refused, of stages: whether something is left is a matter of its own.
  const refusal = leaves && isUnknown(value) ? refusedOf(value) : undefined
  if (refusal !== undefined) return { ...refusal, as: refusal._tag }
  if (isUnknown(value)) return { ...value, as: "OutcomeUnknown" }
  return value._tag === "Accepted"
    ? { ...statusOf(value.value), as: "Accepted" }
    : { ...statusOf(exit.value), as: "Found" }
}

/** Whether nobody knows after it: the only right outcome where an answer proves nothing. */
export const isOpen = ({ as }: Ended): boolean => as === "OutcomeUnknown" || as === "ReadFailed"

/** Runs a call under a fault to its end; `sent` is how many requests of its operation that has taken. */
export const endedUnder = Effect.fnUntraced(function* (call: Call, fault: Fault) {
  const ready = yield* under(call, fault)
  const before = (yield* requestsOf(call.operation)).length
  const exit = yield* ends(ready)
  const sent = (yield* requestsOf(call.operation)).length - before
  return { exit, sent, outcome: ended(exit, yield* leavesPayable(call.operation)) }
})

/** The ways to answer that documents alone can play. */
export const answering = [
  { kind: "rubbish" },
  { kind: "undocumented" },
  { kind: "html502" },
  { kind: "redirect" },
  { kind: "unknownAnswer" }
] as const satisfies ReadonlyArray<Fault>
