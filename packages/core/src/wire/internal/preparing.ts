/**
 * What a preparing request ends with, by the answer to it. It moves no money, so whatever is no success is an error; but
 * something may have been made of it, or of one before it in the same preparation, and that is kept count of here.
 */
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import { sameProviderId } from "../../domain/Reference.ts"
import { compact } from "../../outcome/Optional.ts"
import type { SendError } from "../../outcome/ProviderError.ts"
import type { Call } from "../Call.ts"
import type { Exchange } from "./ready.ts"
import type { Reader } from "./replayed.ts"
import { waitOf } from "./waits.ts"

/** Beside the shape of the answer to a preparing request. */
export interface PreparingOptions<in A = never> {
  /**
   * What it makes, by the documents: `nothing` that could ever be paid, a quote or a recipient, say; or something `payable`, a
   * draft that others see. Left out: `payable`.
   */
  readonly leaves?: "nothing" | "payable" | undefined
  /**
   * The provider's id of what it has made, as the answer states it: what is left can be abandoned by it, also where a later
   * request fails or is lost. Left out: that of the envelope, if it names one.
   */
  readonly id?: ((data: A) => string | undefined) | undefined
}

/**
 * Something is there already under the id that would be prepared, and it is no fresh draft of ours: funded, canceled, or older
 * than this create. Nothing of it is committed or abandoned.
 */
export class There extends Data.TaggedError("There")<{
  readonly message: string
  readonly providerReference?: string
}> {}

/** The same, in words that may be shown. */
export const thereAs = (call: Call, { message, ...known }: There): There =>
  new There({ message: call.words(message), ...compact({ providerReference: known.providerReference }) })

// By the answers of one preparation, in whichever notation of a number.
const made = new WeakMap<Call, ReadonlyArray<string>>()

/** Remembers an id under which something payable has been made. */
export const noteMade = (call: Call, id: string | undefined): void => {
  const known = made.get(call) ?? []
  if (id === undefined || known.some((each) => sameProviderId(each, id))) return
  made.set(call, [...known, id])
}

/** The id of what was made; of several none, as by one of them the others would not be abandoned. */
export const idOfMade = (call: Call): string | undefined => {
  const [id, ...others] = made.get(call) ?? []
  return others.length === 0 ? id : undefined
}

// One call is one preparation, however many requests it takes: how many of them may have made something payable. It is counted
// before it is sent, because one that is broken off says nothing any more.
const preparations = new WeakMap<Call, number>()

const count = (call: Call, change: number): void => void preparations.set(call, (preparations.get(call) ?? 0) + change)

/** Whether all requests of a preparation are known here, and none can have made anything payable. */
export const hasLeftNothing = (call: Call): boolean => preparations.get(call) === 0

/** The same call for a preparation: a request that is sent by it in another way than to prepare may make anything. */
export const forPreparing = (call: Call): Call => {
  const counted: Call = {
    ...call,
    send: (exchange, interpret) =>
      Effect.suspend(() => {
        count(counted, 1)
        return call.send(exchange, interpret)
      })
  }
  return counted
}

/** The end of a preparing request. Its error proves nothing: it speaks of one request, and the count of all. */
export const prepared = <A>(
  call: Call,
  exchange: Exchange,
  { decoded, judged }: Pick<Reader<A>, "decoded" | "judged">,
  { id: idOf, leaves = "payable" }: PreparingOptions<A>
): Effect.Effect<A, SendError | There> =>
  Effect.suspend(() => {
    const mayMake = leaves === "payable" ? 1 : 0
    count(call, mayMake)
    const madeNothing = Effect.sync(() => count(call, -mayMake))
    return call.prepare(
      Effect.tapError(exchange, () => madeNothing),
      (answer) =>
        Effect.flatMap(waitOf(answer), (wait): Effect.Effect<A, SendError | There> => {
          const found = decoded(answer)
          if (found._tag === "Decoded") {
            if (mayMake > 0) noteMade(call, idOf?.(found.value) ?? found.providerReference)
            return Effect.succeed(found.value)
          }
          const { message, providerReference } = found
          if (found._tag === "Unreadable") return Effect.fail(call.notExecuted("UnreadableAnswer", message))
          const { details: stated, verdict } = judged(answer, found)
          const details = { ...stated, retryAfterMillis: stated.retryAfterMillis ?? wait }
          if (verdict?.proves === "duplicate") {
            return Effect.fail(thereAs(call, new There({ message, ...compact({ providerReference }) })))
          }
          // A refusal that names an operation contradicts itself.
          const proves = providerReference === undefined ? verdict?.proves : undefined
          const refuse = <E extends SendError>(error: E) =>
            verdict?.leaves === "nothing" ? Effect.andThen(madeNothing, Effect.fail(error)) : Effect.fail(error)
          if (proves === "refused" && verdict) return refuse(call.rejected(verdict.reason, message, details))
          if (proves === "notProcessed" && verdict) return refuse(call.notExecuted(verdict.reason, message, details))
          const reason = verdict?.reason ?? (answer.status === 429 ? "RateLimited" : "UnrecognisedAnswer")
          return Effect.fail(call.notExecuted(reason, message, details))
        })
    )
  })
