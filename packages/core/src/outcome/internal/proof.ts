/**
 * Which errors were proven to leave nothing at the provider that could still be paid. Core alone marks them, by what it has seen
 * of the answer and by the table of its provider; what an adapter puts together by hand proves nothing here.
 */
import type { SendError } from "../ProviderError.ts"

const proven = new WeakSet<SendError>()

/** Marks an error that leaves nothing, and returns it. */
export const leavingNothing = <E extends SendError>(error: E): E => {
  proven.add(error)
  return error
}

/** Takes the mark away, and returns the error: it spoke of one request, and something is left of another. */
export const leavingSomething = <E extends SendError>(error: E): E => {
  proven.delete(error)
  return error
}

/** Whether an error was marked. */
export const leavesNothing = (error: SendError): boolean => proven.has(error)

/** The second error, as much proven as the first, out of which it was made. */
export const asProven = <E extends SendError>(first: SendError, second: E): E =>
  proven.has(first) ? leavingNothing(second) : second
