/**
 * What the platform's endpoints have in common: a JSON body is posted or an address is read, and the answer says what is
 * proven. A send ends with an error only after one of the documented refusals; a read never says more than it knows,
 * and never that something does not exist.
 */
import type * as Call from "@switchyard/core/Call"
import type * as Http from "@switchyard/core/Http"
import { accepted, type Send } from "@switchyard/core/Outcome"
import type { ReadFailed } from "@switchyard/core/ProviderError"
import type { Reason } from "@switchyard/core/Reason"
import * as Wire from "@switchyard/core/Wire"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { InternalTransactionId } from "../P2pSchema.ts"
import * as Answer from "./answer.ts"
import * as Errors from "./errors.ts"

type Exchange = ReturnType<Http.Client["send"]>

const transactionId = Schema.decodeUnknownOption(InternalTransactionId)

// Whatever the answer is: an id in it says where to look.
const details = ({ members }: Answer.NoSuccess) => ({
  providerReference: Option.getOrUndefined(transactionId(members.internal_transaction_id))
})

// The members of a success must have the documented shape, or it is none.
const reading = <S extends Schema.ConstraintDecoder<unknown>>(schema: S, mayLackOk?: Answer.MayLackOk) => {
  const decode = Schema.decodeUnknownResult(schema)
  return ({ status, text }: Http.Answer): Result.Result<S["Type"], Answer.NoSuccess> =>
    Result.flatMap(Answer.read(status, text, mayLackOk), (members) =>
      Result.mapError(decode(members), () => {
        const message = "success without the documented members"
        return { error: undefined, message, members }
      })
    )
}

const reasonOf = ({ error }: Answer.NoSuccess): Reason =>
  error === undefined ? "UnreadableAnswer" : "UnrecognisedAnswer"

/** How the outcome of a create is told from the answer, whose members have this shape. */
export const creator = <S extends Schema.ConstraintDecoder<unknown>>(schema: S) => {
  // A send is never called successful without `ok`, whatever else its answer holds.
  const read = reading(schema)
  return (call: Call.Call, exchange: Exchange): Send<S["Type"]> =>
    call.send(exchange, (answer): Send<S["Type"]> => {
      const found = read(answer)
      if (Result.isSuccess(found)) return Effect.succeed(accepted(found.success))
      const { error, message } = found.failure
      const refusal = error === undefined ? undefined : Errors.refusal(error)
      // A refusal that comes with the id of a payout contradicts itself, readable or not.
      return refusal === undefined || Wire.isGiven(found.failure.members.internal_transaction_id)
        ? Effect.succeed(call.unknown(reasonOf(found.failure), message, details(found.failure)))
        : Effect.fail(call.rejected(refusal.reason, message, { providerCode: refusal.text }))
    })
}

/** How a request to cancel ends: asked, or nobody knows. Its answers and errors are not documented. */
export const asking = (call: Call.Call, exchange: Exchange): Send<{ readonly asked: true }> =>
  call.send(exchange, ({ status, text }): Send<{ readonly asked: true }> => {
    const found = Answer.read(status, text)
    if (Result.isSuccess(found)) return Effect.succeed(accepted({ asked: true }))
    const { failure } = found
    return Effect.succeed(call.unknown(reasonOf(failure), failure.message, details(failure)))
  })

/** How a read is told from the answer, and whether that may lack `ok`. */
export const reader = <S extends Schema.ConstraintDecoder<unknown>>(schema: S, mayLackOk: Answer.MayLackOk) => {
  const read = reading(schema, mayLackOk)
  return (call: Call.Call, exchange: Exchange): Effect.Effect<S["Type"], ReadFailed> =>
    call.read(
      exchange,
      (answer): Effect.Effect<S["Type"], ReadFailed> =>
        Result.match(read(answer), {
          onFailure: (failure) => Effect.fail(call.readFailed(reasonOf(failure), failure.message)),
          onSuccess: Effect.succeed
        })
    )
}
