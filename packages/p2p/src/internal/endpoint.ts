/**
 * What the platform's endpoints have in common: a JSON body is posted or an address is read, and the answer says what is
 * proven. A send ends with an error only after one of the documented refusals; a read never says more than it knows,
 * and never that something does not exist.
 */
import type * as Call from "@switchyard/core/Call"
import type * as Http from "@switchyard/core/Http"
import { accepted, type Send } from "@switchyard/core/Outcome"
import type { ReadFailed } from "@switchyard/core/ProviderError"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { InternalTransactionId } from "../P2pSchema.ts"
import * as Answer from "./answer.ts"
import * as Errors from "./errors.ts"

type Exchange = ReturnType<Http.Client["send"]>

const transactionId = Schema.decodeUnknownOption(InternalTransactionId)

// Whatever the answer is: an id in it says where to look.
const details = ({ members }: Answer.Reading) => ({
  providerReference: Option.getOrUndefined(transactionId(members.internal_transaction_id))
})

const messageOf = (reading: Answer.Reading): string => {
  switch (reading._tag) {
    case "Success":
      return "success without the documented members"
    case "Refusal":
      return reading.text
    case "Unreadable":
      return reading.message
  }
}

const unclear = <A>(call: Call.Call, reading: Answer.Reading): Send<A> => {
  const reason = reading._tag === "Refusal" ? "UnrecognisedAnswer" : "UnreadableAnswer"
  return Effect.succeed(call.unknown(reason, messageOf(reading), details(reading)))
}

/** How the outcome of a create is told from the answer, whose members have this shape. */
export const creator = <S extends Schema.ConstraintDecoder<unknown>>(schema: S) => {
  const decode = Schema.decodeUnknownOption(schema)
  return (call: Call.Call, exchange: Exchange): Send<S["Type"]> =>
    call.send(exchange, (answer): Send<S["Type"]> => {
      const reading = Answer.read(answer.status, answer.text)
      if (reading._tag === "Success") {
        return Option.match(decode(reading.members), {
          onNone: () => unclear(call, reading),
          onSome: (data) => Effect.succeed(accepted(data))
        })
      }
      const refusal = reading._tag === "Refusal" ? Errors.refusal(reading.text) : undefined
      // A refusal that comes with the id of a payout contradicts itself.
      return refusal === undefined || details(reading).providerReference !== undefined
        ? unclear(call, reading)
        : Effect.fail(call.rejected(refusal.reason, messageOf(reading), { providerCode: refusal.text }))
    })
}

/** How a request to cancel ends: asked, or nobody knows. Its answers and errors are not documented. */
export const asking = (call: Call.Call, exchange: Exchange): Send<{ readonly asked: true }> =>
  call.send(exchange, (answer): Send<{ readonly asked: true }> => {
    const reading = Answer.read(answer.status, answer.text)
    return reading._tag === "Success" ? Effect.succeed(accepted({ asked: true })) : unclear(call, reading)
  })

/** How a read is told from the answer. */
export const reader = <S extends Schema.ConstraintDecoder<unknown>>(schema: S, needs: Answer.Needs = { ok: true }) => {
  const decode = Schema.decodeUnknownOption(schema)
  return (call: Call.Call, exchange: Exchange): Effect.Effect<S["Type"], ReadFailed> =>
    call.read(exchange, (answer): Effect.Effect<S["Type"], ReadFailed> => {
      const reading = Answer.read(answer.status, answer.text, needs)
      if (reading._tag === "Refusal") return Effect.fail(call.readFailed("UnrecognisedAnswer", reading.text))
      if (reading._tag === "Unreadable") return Effect.fail(call.readFailed("UnreadableAnswer", reading.message))
      return Option.match(decode(reading.members), {
        onNone: () => Effect.fail(call.readFailed("UnreadableAnswer", messageOf(reading))),
        onSome: Effect.succeed
      })
    })
}
