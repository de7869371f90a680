/** The changes of a payment, by their mappings: what is sent, what a replay sends, and an answer about no other payment. */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Anomaly from "../../domain/Anomaly.ts"
import * as Money from "../../domain/Money.ts"
import * as Context from "../../domain/OperationContext.ts"
import type { CancelRequest, Change, Name } from "../../domain/PaymentChange.ts"
import { accepted, type Deadline, type Outcome, type Send } from "../../outcome/Outcome.ts"
import type * as Replay from "../../outcome/Replay.ts"
import type { Call } from "../../wire/Call.ts"
import type { Sending } from "../../wire/Endpoint.ts"
import { type Planned, type Sent, type Tools, toResult } from "./operations.ts"
import { isSamePayment } from "./samePayment.ts"

/** A change of a payment, by its two mappings. Which issues it finds depends on the request alone: it asks nobody. */
export interface ChangeBy<Input, Data> {
  /** From the request to what is sent: to the payment that it names, by the ids that it names, and to no other. */
  readonly send: (input: Input) => Planned<Sending<Data>>
  /** From the answer to what it states of the change. Accepted means asked. */
  readonly answer: (data: Data, sent: Sent<Input>) => Change
}

/** A request to change a payment; a cancel has no amount. */
interface Changing extends CancelRequest {
  readonly amount?: Money.Money
}

// The ids of the capture that was made are its own.
const isSame = (request: Changing, { ids, providerReference, reference }: Change): boolean =>
  isSamePayment(request, { ids, providerReference, reference })

const withAnomaly = ({ amount }: Changing, stated: Change): Change => {
  const taken = stated.capture?.amount
  if (amount === undefined || taken === undefined) return stated
  if (taken.currency === amount.currency && Money.equals(taken, amount)) return stated
  const differs = Anomaly.make("AmountDiffers", "the answer states another amount than was asked for")
  return { ...stated, anomalies: [...stated.anomalies, differs] }
}

/** One change of a payment as an Spi has it, and how it is fixed for a replay. */
export const make =
  ({ account, call, secrets }: Tools) =>
  <Input extends Changing, Data>(name: Name, { answer, send }: ChangeBy<Input, Data>) => {
    const answerTo = (request: Input, of: Call, data: Data): Outcome<Change> => {
      const stated = answer(data, { request, sensitive: secrets })
      return isSame(request, stated)
        ? accepted(withAnomaly(request, stated))
        : of.unknown("UnrecognisedAnswer", "the answer speaks of another payment")
    }

    const accepting = (request: Input, of: Call, sent: Send<Data>): Send<Change> =>
      Effect.map(sent, (outcome) =>
        outcome._tag === "OutcomeUnknown" ? outcome : answerTo(request, of, outcome.value)
      )

    const run = (request: Input, { deadline }: Deadline): Send<Change> => {
      const of = call(`payments.${name}`, request.reference)
      const planned = toResult(send(request))
      return Result.isFailure(planned)
        ? Effect.fail(of.invalid(planned.failure))
        : accepting(request, of, planned.success.send(of, deadline))
    }

    const fix = Effect.fnUntraced(function* (request: Input): Effect.fn.Return<Replay.Fixed<Change> | undefined> {
      const planned = toResult(send(request))
      const fixed = Result.isFailure(planned) ? undefined : yield* planned.success.fix
      if (fixed === undefined) return undefined
      return {
        hash: (confirmed) =>
          fixed.hash([
            Context.account(account.configured, request.context),
            // Of two changes of one number that send the same bytes, one is not the other.
            `${name} ${request.number}`,
            ...(confirmed === undefined ? [] : [confirmed])
          ]),
        send: ({ deadline }) => {
          const of = call(`payments.${name}`, request.reference)
          return accepting(request, of, fixed.send(of, deadline))
        },
        replay: (permitted) => {
          const of = call(`payments.${name}.replay`, request.reference)
          return fixed.replay(of, permitted, (data) => answerTo(request, of, data))
        }
      }
    })

    return { run, fix }
  }
