/** What an answer asks to wait, in what comes of it. */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Http from "../../http/Http.ts"
import { withUnknownWait, withWait } from "../../outcome/internal/waiting.ts"
import type { Outcome, Send } from "../../outcome/Outcome.ts"
import type { SendError } from "../../outcome/ProviderError.ts"

/** The wait that Retry-After of an answer asks for, in milliseconds. */
export const waitOf = ({ headers }: Http.Answer): Effect.Effect<number | undefined> =>
  headers["retry-after"] === undefined
    ? Effect.succeed(undefined)
    : Effect.map(Clock.currentTimeMillis, (now) => {
        const wait = Http.retryAfter(headers, now)
        return wait === undefined ? undefined : Duration.toMillis(wait)
      })

/** The end of a send with what Retry-After asks for. Where an adapter has found a wait in the body, that one counts. */
export const waiting = <A>(answer: Http.Answer, mapped: Send<A>): Send<A> =>
  answer.headers["retry-after"] === undefined
    ? mapped
    : Effect.matchEffect(mapped, {
        onFailure: (error): Send<A> =>
          Effect.flatMap(waitOf(answer), (wait) =>
            Effect.fail<SendError>(lacks(error, wait) ? withWait(error, wait) : error)
          ),
        onSuccess: (outcome): Send<A> =>
          Effect.map(
            waitOf(answer),
            (wait): Outcome<A> =>
              outcome._tag === "OutcomeUnknown" && lacks(outcome, wait) ? withUnknownWait(outcome, wait) : outcome
          )
      })

const lacks = (ended: { readonly retryAfterMillis?: number }, wait: number | undefined): wait is number =>
  wait !== undefined && ended.retryAfterMillis === undefined
