/**
 * How long somebody else may make us wait. A provider or a merchant that asks for years, by mistake or by a counter gone
 * wrong, would stop what is open for ever, and a timer of more than 24 days fires at once.
 */
import { compact } from "../Optional.ts"
import { OutcomeUnknown } from "../Outcome.ts"
import { NotExecuted, type NotFound, ReadFailed, Rejected, type SendError } from "../ProviderError.ts"
import { asProven } from "./proof.ts"

/** The longest wait that is taken from an answer: one hour. */
export const longestWaitMillis = 3_600_000

/** A wait that was asked for, as whole milliseconds within the bound; what is not a number is no wait. */
export const boundedWait = (millis: number): number =>
  Number.isNaN(millis) ? 0 : Math.ceil(Math.min(Math.max(millis, 0), longestWaitMillis))

const details = ({ message, operation, provider, providerCode, reason }: SendError | ReadFailed, wait: number) => ({
  provider,
  operation,
  reason,
  message,
  retryAfterMillis: boundedWait(wait),
  ...compact({ providerCode })
})

/** The same ending of a send, after which so long is to be waited. */
export const withWait = (error: SendError, millis: number): SendError =>
  asProven(
    error,
    error._tag === "Rejected"
      ? new Rejected(details(error, millis))
      : new NotExecuted({ ...details(error, millis), ...compact({ issues: error.issues }) })
  )

/** The same unknown, after which so long is to be waited. */
export const withUnknownWait = (ended: OutcomeUnknown, millis: number): OutcomeUnknown =>
  new OutcomeUnknown({ ...ended, retryAfterMillis: boundedWait(millis) })

const isUnbounded = (millis: number | undefined): millis is number =>
  millis !== undefined && boundedWait(millis) !== millis

/** The same ending of a send, whose wait is within the bound. */
export const boundedSend = (error: SendError): SendError =>
  isUnbounded(error.retryAfterMillis) ? withWait(error, error.retryAfterMillis) : error

/** The same unknown, whose wait is within the bound. */
export const boundedUnknown = (ended: OutcomeUnknown): OutcomeUnknown =>
  isUnbounded(ended.retryAfterMillis) ? withUnknownWait(ended, ended.retryAfterMillis) : ended

/** The same ending of a read, whose wait is within the bound. */
export const boundedRead = <E extends ReadFailed | NotFound>(error: E): E | ReadFailed =>
  error._tag === "ReadFailed" && isUnbounded(error.retryAfterMillis)
    ? new ReadFailed({
        ...details(error, error.retryAfterMillis),
        ...compact({ issues: error.issues, neverSent: error.neverSent, isAnotherAccount: error.isAnotherAccount })
      })
    : error
