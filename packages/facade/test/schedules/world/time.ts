/**
 * The one clock of a schedule: the simulators sleep on it and Effect reads it, so that moving it moves deadlines,
 * spacings, settlements and callbacks together. Nothing here waits for the wall clock. `settle` lets everything in this
 * process run on until all of it waits for the clock, which is what makes a schedule replay exactly.
 */
import { Clock as Sandbox } from "@switchyard/sandbox"
import type * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"

/** The time of one schedule. */
export interface Time {
  /** For the simulators. */
  readonly clock: Sandbox.Controlled
  /** The same clock for Effect. */
  readonly effect: Clock.Clock
  readonly start: number
  readonly now: () => number
  /** Says that something happened, so that `settle` goes on waiting. */
  readonly touch: () => void
  readonly settle: () => Promise<void>
  /** When the next sleeper is due. */
  readonly next: () => number
  /** Moves to an instant at which nobody was due before; then settles. */
  readonly to: (instant: number) => Promise<void>
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** So many quiet turns of the event loop in a row mean that everything waits. */
const quietTurns = 2

/** A clock that stands still until it is moved. */
export const make = (): Time => {
  const manual = Sandbox.manual()
  const sleepers = new Map<number, number>()
  let sleeps = 0
  let happened = 0

  const touch = () => {
    happened += 1
  }
  const sleep = async (ms: number, signal?: AbortSignal): Promise<void> => {
    touch()
    sleeps += 1
    const id = sleeps
    if (ms > 0) sleepers.set(id, manual.now() + ms)
    try {
      await manual.sleep(ms, signal)
    } finally {
      touch()
      sleepers.delete(id)
    }
  }
  const settle = async (): Promise<void> => {
    for (let quiet = 0; quiet < quietTurns; ) {
      const before = happened
      await turn()
      quiet = happened === before ? quiet + 1 : 0
    }
  }
  const advance = async (ms: number): Promise<void> => {
    await manual.advance(ms)
    await settle()
  }

  return {
    clock: { now: manual.now, sleep, advance },
    effect: toEffect(manual.now, sleep),
    start: manual.now(),
    now: manual.now,
    touch,
    settle,
    next: () => Math.min(Number.POSITIVE_INFINITY, ...sleepers.values()),
    to: (instant) => advance(Math.max(instant - manual.now(), 0))
  }
}

const toEffect = (now: () => number, sleep: Sandbox.Clock["sleep"]): Clock.Clock => {
  const nanos = () => BigInt(Math.floor(now())) * 1_000_000n
  return {
    currentTimeMillisUnsafe: now,
    currentTimeMillis: Effect.sync(now),
    currentTimeNanosUnsafe: nanos,
    currentTimeNanos: Effect.sync(nanos),
    monotonicTimeNanosUnsafe: nanos,
    monotonicTimeNanos: Effect.sync(nanos),
    sleep: (duration) => Effect.promise((signal) => sleep(Duration.toMillis(duration), signal))
  }
}

/** An instant as a story tells it, counted from the schedule's start: `1d 02:03:04.567`. */
export const print = (ms: number): string => {
  const [whole, rest] = [Math.floor(ms / 86_400_000), new Date(ms % 86_400_000).toISOString().slice(11, 23)]
  return whole === 0 ? rest : `${whole}d ${rest}`
}
