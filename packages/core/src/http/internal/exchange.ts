/**
 * The state of one exchange: unopened, open, over. It is the only place that knows whether a byte may have left, and it
 * lets the permit be acquired at most once and never after the deadline. It does no I/O.
 */
import type * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"
import type { Content } from "./body.ts"
import * as Fault from "./fault.ts"
import { type Answer, MaybeSent, NeverSent } from "./outcome.ts"
import type { DirectPermit } from "./permit.ts"
import { startTimer } from "./timer.ts"

type Outcome = Effect.Effect<Answer | MaybeSent, NeverSent>

const nanosOfMilli = 1_000_000n

/** One request on its way. It is over when its time has passed, by what a clock counts and not by what it is set to. */
export class Exchange implements DirectPermit {
  readonly content: Content | undefined
  readonly maxAnswerBytes: number
  readonly #clock: Clock.Clock
  readonly #deadline: number
  readonly #endsAt: bigint
  readonly #label: string
  #isOpen = false
  #outcome: Outcome | undefined
  #stopTimer: (() => void) | undefined
  #abort: AbortController | undefined
  #hangUp: (() => void) | undefined
  #isHungUp = false
  #wake: (() => void) | undefined

  constructor(
    clock: Clock.Clock,
    lastsMillis: number,
    label: string,
    content: Content | undefined,
    maxAnswerBytes: number
  ) {
    this.#clock = clock
    this.#deadline = clock.currentTimeMillisUnsafe() + lastsMillis
    this.#endsAt = clock.monotonicTimeNanosUnsafe() + BigInt(Math.ceil(lastsMillis)) * nanosOfMilli
    this.#label = label
    this.content = content
    this.maxAnswerBytes = maxAnswerBytes
  }

  get body(): string | undefined {
    return typeof this.content === "string" ? this.content : undefined
  }

  /** Made when a transport asks for it: it costs more than the rest of the permit. */
  get signal(): AbortSignal {
    this.#abort ??= new AbortController()
    if (this.#isHungUp) this.#abort.abort()
    return this.#abort.signal
  }

  readonly onHangUp = (hangUp: () => void): void => {
    this.#hangUp = hangUp
    if (this.#isHungUp) hangUp()
  }

  /** True when a byte may have left. */
  get isOpen(): boolean {
    return this.#isOpen
  }

  // A machine that slept has not counted meanwhile, and one that was set back shows too little: whichever is later holds.
  get #isLate(): boolean {
    const clock = this.#clock
    return clock.monotonicTimeNanosUnsafe() >= this.#endsAt || clock.currentTimeMillisUnsafe() >= this.#deadline
  }

  readonly acquire = (): boolean => {
    if (this.#isOpen || this.#outcome !== undefined) return false
    if (this.#isLate) {
      this.#timeUp()
      return false
    }
    this.#isOpen = true
    this.#wake?.()
    return true
  }

  /** Runs `start` and waits until the permit is acquired or the exchange is over; may be interrupted. */
  opening(fiber: Fiber.Fiber<unknown, unknown>, start: () => void): Effect.Effect<void> {
    return Effect.callback<void>((resume) => {
      this.#wake = () => resume(Effect.void)
      this.#stopTimer = startTimer(this.#clock, this.#endsAt, fiber.context, () => this.#timeUp())
      start()
    })
  }

  /** Waits for the outcome. */
  readonly awaitOutcome: Outcome = Effect.callback((resume) => {
    if (this.#outcome !== undefined) return resume(this.#outcome)
    this.#wake = () => {
      if (this.#outcome !== undefined) resume(this.#outcome)
    }
  })

  /** The provider answered. */
  answered(answer: Answer): void {
    this.#settle(Effect.succeed(answer))
  }

  /** The transport gave up; what that means depends on whether the permit was acquired. */
  lost(code: string): void {
    this.#settle(
      this.#isOpen
        ? Effect.succeed(Fault.maybeSent(this.#label, code))
        : Effect.fail(Fault.neverSent(this.#label, code))
    )
  }

  /** The transport gave up with a proof that nothing left, although the permit was acquired. */
  unsent(code: string): void {
    this.#settle(Effect.fail(Fault.neverSent(this.#label, code)))
  }

  /** The caller left before the permit was acquired: from now on it is refused. */
  abandon(): void {
    this.#settle(Effect.interrupt)
    this.#hangUpNow()
  }

  #timeUp(): void {
    this.#settle(
      this.#isOpen
        ? Effect.succeed(new MaybeSent("TimedOut", `${this.#label}: no complete answer before the deadline`))
        : Effect.fail(deadlinePassed(this.#label))
    )
    this.#hangUpNow()
  }

  #hangUpNow(): void {
    this.#isHungUp = true
    this.#hangUp?.()
    this.#abort?.abort()
  }

  #settle(outcome: Outcome): void {
    if (this.#outcome !== undefined) return
    this.#outcome = outcome
    this.#stopTimer?.()
    this.#wake?.()
  }
}

/** The deadline passed before the first byte. */
export const deadlinePassed = (label: string): NeverSent =>
  new NeverSent({ fault: "DeadlinePassed", message: `${label}: the deadline passed before anything was sent` })
