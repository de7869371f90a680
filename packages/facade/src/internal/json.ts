/** Attempts as JSON, with their instants as text. */
import type * as Stages from "@switchyard/core/Stages"
import * as DateTime from "effect/DateTime"
import type { AttemptJson, CommittingJson, CreateAnswer, PlannedJson, PreparedJson, SendAnswer } from "../Answer.ts"
import type { Attempt, Planned } from "../Attempt.ts"

const attemptJson = ({ at, sendUntil, ...attempt }: Attempt): AttemptJson => ({
  ...attempt,
  at: DateTime.formatIso(at),
  sendUntil: DateTime.formatIso(sendUntil)
})

/** An answer with the attempts that were made. */
export const withAttempts = <A>(answer: SendAnswer<A>, attempts: ReadonlyArray<Attempt>): CreateAnswer<A> => ({
  ...answer,
  attempts: attempts.map(attemptJson)
})

/** The argument of `beforeAttempt`. */
export const plannedJson = ({ sendUntil, ...planned }: Planned): PlannedJson => ({
  ...planned,
  sendUntil: DateTime.formatIso(sendUntil)
})

/** What was prepared. */
export const preparedJson = ({ commitUntil, ...prepared }: Stages.Prepared): PreparedJson => ({
  ...prepared,
  ...(commitUntil === undefined ? {} : { commitUntil: DateTime.formatIso(commitUntil) })
})

/** The argument of `beforeCommit`. */
export const committingJson = ({ key, ...prepared }: Stages.Committing): CommittingJson => ({
  ...preparedJson(prepared),
  ...(key === undefined ? {} : { key })
})
