/**
 * The course of one `create` while it runs, for whoever may stop waiting in the middle: after an interrupt or an abort
 * it still reports whether something may have been sent, and where. It is written synchronously around each call of a
 * provider, and it serves one create only.
 */
import type { OutcomeUnknown } from "@switchyard/core/Outcome"
import type { NotExecuted, Rejected } from "@switchyard/core/ProviderError"
import type { Reason } from "@switchyard/core/Reason"
import * as DateTime from "effect/DateTime"
import type { Attempt, Planned } from "./Attempt.ts"

interface InFlight {
  readonly planned: Planned
  readonly at: DateTime.Utc
}

type Ended = { readonly _tag: "Accepted" } | OutcomeUnknown | NotExecuted | Rejected

/** The course of one create: give a new one as `progress` to `create`, and read it whenever you like. */
export class Progress {
  #ended: ReadonlyArray<Attempt> = []
  #inFlight: InFlight | undefined
  #isStopped = false

  /** The attempts so far; one that nobody has seen the end of counts as unknown. */
  get attempts(): ReadonlyArray<Attempt> {
    return this.#inFlight === undefined
      ? this.#ended
      : [...this.#ended, toAttempt(this.#inFlight, "OutcomeUnknown", "AnswerLost")]
  }

  /** Whether the operation may exist at a provider: accepted, unknown, or still being sent. Then only look it up. */
  get mayExist(): boolean {
    const last = this.attempts.at(-1)?.outcome
    return last === "Accepted" || last === "OutcomeUnknown"
  }

  /** Whether `stop` was called. */
  get isStopped(): boolean {
    return this.#isStopped
  }

  /** Asks that no further attempt begins; one that has begun goes on to its own end. */
  stop(): void {
    this.#isStopped = true
  }

  /** Called by the facade immediately before the provider is. */
  begin(planned: Planned, nowMillis: number): void {
    this.#inFlight = { planned, at: DateTime.makeUnsafe(nowMillis) }
  }

  /** Called by the facade as soon as the attempt has ended. */
  end(ended: Ended): void {
    if (this.#inFlight === undefined) return
    const failure = ended._tag === "Accepted" ? undefined : ended
    this.#ended = [...this.#ended, toAttempt(this.#inFlight, ended._tag, failure?.reason, failure?.providerCode)]
    this.#inFlight = undefined
  }
}

const toAttempt = (
  { at, planned: { fingerprint, instance, sendUntil } }: InFlight,
  outcome: Attempt["outcome"],
  reason?: Reason,
  providerCode?: string
): Attempt => ({
  instance,
  fingerprint,
  outcome,
  ...(reason === undefined ? {} : { reason }),
  ...(providerCode === undefined ? {} : { providerCode }),
  at,
  sendUntil
})
