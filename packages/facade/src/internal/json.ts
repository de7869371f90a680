/** Attempts as JSON, with their instants as text. */
import type * as Stages from "@switchyard/core/Stages"
import * as DateTime from "effect/DateTime"
import type { AttemptJson, CreateAnswer, PlannedJson, PreparedJson, SendAnswer } from "../Answer.ts"
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

/** The argument of `beforeAttempt`. The key of a replay is no JSON: who replays uses the Effect API. */
export const plannedJson = ({ replayKey: _, sendUntil, ...planned }: Planned): PlannedJson => ({
  ...planned,
  sendUntil: DateTime.formatIso(sendUntil)
})

/** The argument of `beforeCommit`, without the key of a replay as well. */
export const preparedJson = ({ commitUntil, key: _, ...prepared }: Stages.Committing): PreparedJson => ({
  ...prepared,
  ...(commitUntil === undefined ? {} : { commitUntil: DateTime.formatIso(commitUntil) })
})
