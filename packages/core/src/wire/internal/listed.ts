/**
 * Finding one operation in a list of the provider's that does not name our reference. What it does not decide stays unknown: of
 * several that fit none is taken, whichever is first, newest or nearest, because to take a wrong one is to call ours what
 * somebody else was paid.
 */
import * as Effect from "effect/Effect"
import type { NotFound, ReadFailed } from "../../outcome/ProviderError.ts"
import type { Call } from "../Call.ts"

type LookingUp<A> = (call: Call) => Effect.Effect<A, ReadFailed | NotFound>

/** What is to be found in a list. */
export interface Choice<Request, A, Entry> {
  /** Left out, nothing can be found: then nobody is asked. */
  readonly request: Request | undefined
  /** The list, of everything since the first send could have left: all its pages, or one search. */
  readonly list: (request: Request) => LookingUp<A>
  /**
   * Everything in the list that could be the operation: same amount, currency and destination, made after it was sent. "cannot tell"
   * where an entry that nothing rules out has an amount, a currency or a destination that cannot be read: it may be the one.
   */
  readonly fitting: (data: A, request: Request) => ReadonlyArray<Entry> | "cannot tell"
  /**
   * That the list is complete by the documents, so that "none" is `NotFound`. How long a new operation may be missing in it is for
   * the manifest to say. Left out: what is not in it may be there all the same.
   */
  readonly isComplete?: boolean
}

/** The look-up of the one entry that fits a request; several, one that cannot be read, or none where the list may lack it, decide nothing. */
export const oneOf =
  <Request, A, Entry>({ fitting, isComplete = false, list, request }: Choice<Request, A, Entry>): LookingUp<Entry> =>
  (call) => {
    if (request === undefined) {
      const reason = "is needed: this provider does not know the reference"
      return Effect.fail(call.invalidRead([{ path: "request", reason }]))
    }
    return Effect.flatMap(list(request)(call), (data): Effect.Effect<Entry, ReadFailed | NotFound> => {
      const fits = fitting(data, request)
      if (fits === "cannot tell") {
        const message = "an entry of the list that may fit the request cannot be read: none is taken"
        return Effect.fail(call.readFailed("UnrecognisedAnswer", message))
      }
      const [found, ...others] = fits
      if (found === undefined) {
        const message = "nothing in the list fits the request"
        return Effect.fail(isComplete ? call.notFound(message) : call.readFailed("UnrecognisedAnswer", message))
      }
      return others.length === 0
        ? Effect.succeed(found)
        : Effect.fail(call.readFailed("UnrecognisedAnswer", "several in the list fit the request: none is taken"))
    })
  }
