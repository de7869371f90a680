/**
 * The state of one exchange: unopened, open, over. It is the only place that knows whether a byte may have left, and it
 * lets the line be opened at most once and never after the deadline. It does no I/O.
 */
import type * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"
import type { Line } from "../Transport.ts"
import * as Fault from "./httpFault.ts"
import { type Answer, MaybeSent, NeverSent } from "./httpOutcome.ts"

type Outcome = Effect.Effect<Answer | MaybeSent, NeverSent>

/** One request on its way. */
export class Exchange implements Line {
  readonly body: string | undefined
  readonly maxAnswerBytes: number
  readonly #clock: Clock.Clock
  readonly #deadline: number
  readonly #label: string
  readonly #hangUp = new AbortController()
  #isOpen = false
  #outcome: Outcome | undefined
  #timer: Fiber.Fiber<void> | undefined
  #wake: (() => void) | undefined

  constructor(clock: Clock.Clock, deadline: number, label: string, body: string | undefined, maxAnswerBytes: number) {
    this.#clock = clock
    this.#deadline = deadline
    this.#label = label
    this.body = body
    this.maxAnswerBytes = maxAnswerBytes
  }

  get signal(): AbortSignal {
    return this.#hangUp.signal
  }

  /** True when a byte may have left. */
  get isOpen(): boolean {
    return this.#isOpen
  }

  readonly open = (): boolean => {
    if (this.#isOpen || this.#outcome !== undefined) return false
    if (this.#clock.currentTimeMillisUnsafe() >= this.#deadline) {
      this.#timeUp()
      return false
    }
    this.#isOpen = true
    this.#wake?.()
    return true
  }

  /** Runs `start` and waits until the line is open or the exchange is over; may be interrupted. */
  opening(fiber: Fiber.Fiber<unknown, unknown>, start: () => void): Effect.Effect<void> {
    return Effect.callback<void>((resume) => {
      this.#wake = () => resume(Effect.void)
      const rest = Duration.millis(this.#deadline - this.#clock.currentTimeMillisUnsafe())
      const ring = Effect.andThen(
        this.#clock.sleep(rest),
        Effect.sync(() => this.#timeUp())
      )
      this.#timer = Effect.runForkWith(fiber.context)(ring)
      start()
    })
  }

  /** Waits for the outcome. */
  readonly ending: Outcome = Effect.callback((resume) => {
    if (this.#outcome !== undefined) return resume(this.#outcome)
    this.#wake = () => {
      if (this.#outcome !== undefined) resume(this.#outcome)
    }
  })

  /** The far side answered. */
  answered(answer: Answer): void {
    this.#settle(Effect.succeed(answer))
  }

  /** The transport gave up; what that means depends on whether the line was open. */
  lost(code: string): void {
    this.#settle(
      this.#isOpen
        ? Effect.succeed(Fault.maybeSent(this.#label, code))
        : Effect.fail(Fault.neverSent(this.#label, code))
    )
  }

  /** The caller left before the line was open: from now on it cannot be opened. */
  abandon(): void {
    this.#settle(Effect.interrupt)
    this.#hangUp.abort()
  }

  #timeUp(): void {
    this.#settle(
      this.#isOpen
        ? Effect.succeed(new MaybeSent("TimedOut", `${this.#label}: no complete answer before the deadline`))
        : Effect.fail(deadlinePassed(this.#label))
    )
    this.#hangUp.abort()
  }

  #settle(outcome: Outcome): void {
    if (this.#outcome !== undefined) return
    this.#outcome = outcome
    this.#timer?.interruptUnsafe()
    this.#wake?.()
  }
}

/** The deadline passed before the first byte. */
export const deadlinePassed = (label: string): NeverSent =>
  new NeverSent({ fault: "DeadlinePassed", message: `${label}: the deadline passed before anything was sent` })
