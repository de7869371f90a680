/** The answers of calls that end on our side: their signal fired, the client was closed, or the facade itself broke. */
import type {
  CallbackAnswer,
  CreateAnswer,
  ReadAnswer,
  ReplayAnswer,
  SendAnswer,
  Stopped,
  UnknownAnswer
} from "../Answer.ts"
import type { Progress } from "../Progress.ts"
import { withAttempts } from "./json.ts"

const words: Record<Stopped, string> = {
  Aborted: "the caller stopped waiting",
  Closed: "the client is closed",
  Broken: "the facade itself failed"
}

/** The answer of a create that ended on our side. */
export const create =
  (reference: string, progress: Progress) =>
  (why: Stopped): CreateAnswer<never> => {
    const instance = progress.attempts.at(-1)?.instance
    return withAttempts(
      progress.mayExist && instance !== undefined ? maybeSent(instance, reference, why) : unsent(why),
      progress.attempts
    )
  }

/** The answer of a single send that ended on our side, before or after it began. */
export const send =
  (instance: string, reference: string) =>
  (why: Stopped, hasBegun: boolean): SendAnswer<never> =>
    hasBegun ? maybeSent(instance, reference, why) : unsent(why)

/** The answer of a replay that ended on our side, before or after it began. */
export const replay =
  (instance: string, reference: string) =>
  (why: Stopped, hasBegun: boolean): ReplayAnswer<never> =>
    hasBegun
      ? maybeSent(instance, reference, why)
      : { _tag: "not_replayed", instance, why, message: `${words[why]} before anything was sent` }

const maybeSent = (instance: string, reference: string, why: Stopped): UnknownAnswer => ({
  _tag: "unknown",
  instance,
  reference,
  reason: "AnswerLost",
  message: `${words[why]} after something may have been sent`
})

const unsent = (why: Stopped): SendAnswer<never> => ({
  _tag: "not_executed",
  reason: why,
  message: `${words[why]} before anything was sent`
})

/** The answer of a read that ended on our side. */
export const read = (why: Stopped): ReadAnswer<never> => ({ _tag: "failed", reason: why, message: words[why] })

/** The answer of a callback that was not parsed to its end on our side. */
export const callback = (why: Stopped): CallbackAnswer<never> => ({
  _tag: "refused",
  reason: why,
  message: words[why]
})
