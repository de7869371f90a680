/** The answers to reads of a provider that says nothing of use. */
import type { Reason } from "@switchyard/core"
import type { Event } from "../../src/lifecycle/Event.ts"

/** How a read is answered that decides nothing, the `n`th time. */
export type Answering = (instance: string, at: number, n: number) => Event

const failed =
  (reason: Reason.Reason, neverSent = false): Answering =>
  (instance) => ({ _tag: "ReadFailed", instance, reason, message: reason, retryAfter: null, neverSent })

const denied: Answering = (instance, readAt) => ({ _tag: "NotFound", instance, message: "no such", readAt })

const inTurn =
  (...each: ReadonlyArray<Answering>): Answering =>
  (instance, at, n) =>
    (each[n % each.length] ?? denied)(instance, at, n)

const notUnderstood = failed("UnrecognisedAnswer")
const noAnswer = failed("TimedOut")
const neverLeft = failed("ConnectionLost", true)

/** Those that end nothing by themselves, and that take turns. */
export const answerings = {
  "no answer": noAnswer,
  "never left": neverLeft,
  "not understood": notUnderstood,
  denied,
  "no answer, then denied": inTurn(noAnswer, denied),
  "never left, then no answer": inTurn(neverLeft, noAnswer)
} as const satisfies Record<string, Answering>

/** One of them. */
export type Silence = keyof typeof answerings

/** Their names. */
export const silences = Object.keys(answerings).filter((name): name is Silence => Object.hasOwn(answerings, name))
