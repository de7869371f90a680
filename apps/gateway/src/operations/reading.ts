/** Reads the status of an operation at the instance that holds it, and applies what it says. */
import type { ProviderError } from "@switchyard/core"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type { Read } from "../lifecycle/Event.ts"
import * as Learnt from "../lifecycle/learnt.ts"
import * as Instant from "../model/Instant.ts"
import type { StoreUnavailable } from "../model/Operations.ts"
import type { Row } from "../store/Row.ts"
import type { Answer } from "./answers.ts"
import type { Opened } from "./kinds.ts"
import type { Applied, Service } from "./OperationRunner.ts"

/** How long a claim holds a row: longer than any read takes. */
export const leaseMillis = 60_000

const readOf = (instance: string, error: ProviderError.ReadError, readAt: number): Read => {
  switch (error._tag) {
    case "NotFound":
      return { _tag: "NotFound", instance, message: error.message, readAt }
    case "Unsupported":
      return { _tag: "Unsupported", instance, message: error.message }
    case "ReadFailed":
      return {
        _tag: "ReadFailed",
        instance,
        reason: error.reason,
        message: error.message,
        retryAfter: error.retryAfterMillis ?? null,
        neverSent: error.neverSent === true
      }
  }
}

// A list that names no reference shows alike what is alike: what another operation has already is not found a second time. Of
// two that find it at one moment the database refuses one.
const ofNobodyElse = Effect.fnUntraced(function* (
  { kinds, store }: Service,
  row: Row,
  instance: string,
  answer: Answer
): Effect.fn.Return<Answer, StoreUnavailable> {
  const { observation } = answer
  const { providerReference: id } = observation
  const isListed = kinds[row.kind].policy(instance)?.lookUp.create?.by === "list"
  if (row.providerReference !== null || id === null || !isListed) return answer
  const holder = yield* store.findByProviderReference(instance, row.kind, id)
  return holder === undefined || holder.id === row.id
    ? answer
    : { ...answer, observation: { ...observation, isOneOfSeveral: true } }
})
interface Done {
  readonly applied: Applied
  readonly result: Result.Result<Answer, ProviderError.ReadError>
}

// No read, by whatever id, that has found nothing out says anything of an id.
const isSilent = (error: ProviderError.ReadError): boolean =>
  error._tag === "ReadFailed" && error.reason !== "UnrecognisedAnswer"

/** Reads the status of a claimed row at its provider and applies what it says. */
export const read = Effect.fnUntraced(function* (
  runner: Service,
  row: Row,
  opened: Opened,
  instance: string
): Effect.fn.Return<Done, StoreUnavailable> {
  // While the clocks do not agree nobody knows how long it has not been there: then "not found" is recorded and counts for nothing.
  const readAt = (yield* Instant.isAgreed) ? yield* Instant.now : Instant.of(0)
  const learnt = instance === row.provider ? Learnt.idOf(row) : null
  const asked = learnt === null ? opened.get(instance) : opened.getById(instance, learnt)
  const ended = yield* Effect.result(runner.guard.read(instance, asked))
  const result = Result.isFailure(ended)
    ? ended
    : Result.succeed(yield* ofNobodyElse(runner, row, instance, ended.success))
  const why = learnt === null ? undefined : refutation(row, result)
  if (learnt !== null && why !== undefined) {
    const applied = yield* runner.apply(row, { _tag: "IdRefuted", providerReference: learnt, why })
    return { applied, result }
  }
  const event: Read = Result.isSuccess(result)
    ? { _tag: "Found", instance, observation: result.success.observation, readAt }
    : readOf(instance, result.failure, readAt)
  const extras = Result.isSuccess(result) ? { results: result.success.results, next: result.success.next } : {}
  return { applied: yield* runner.apply(row, event, extras), result }
})

// Why an id that a callback has named is not that of the operation; undefined where it is, or where that is not known.
const refutation = (row: Row, result: Done["result"]): string | undefined => {
  if (Result.isSuccess(result)) {
    return Learnt.fits(row, result.success.observation) ? undefined : "the provider has something else under it"
  }
  return isSilent(result.failure) ? undefined : result.failure.message
}
