/** The outcome law reaches through the facade: an unknown is a value with its attempts, and no error can be one. */
import type { Accepted, OutcomeUnknown, Send } from "@switchyard/core/Outcome"
import type { Payment } from "@switchyard/core/Payment"
import type { Payout } from "@switchyard/core/Payout"
import type { NotExecuted, ReadError, Rejected, SendError } from "@switchyard/core/ProviderError"
import type { CreateAnswer, SendAnswer } from "@switchyard/facade/Answer"
import type { Attempt, Attempted, Created, CreateFailed, NotRecorded, Planned } from "@switchyard/facade/Attempt"
import type { Client, PayoutJson } from "@switchyard/facade/Client"
import type { PaymentRequest } from "@switchyard/facade/Payments"
import type { PayoutRequest } from "@switchyard/facade/Payouts"
import type { From } from "@switchyard/facade/Routing"
import type { Service } from "@switchyard/facade/Switchyard"
import * as Effect from "effect/Effect"

declare const service: Service
declare const client: Client
declare const request: PayoutRequest
declare const record: (planned: Planned) => Effect.Effect<void, "database down", "database">

type Equal<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false
const holds = <_ extends true>(): void => {}

// One attempt has core's own shape, to the letter.
const one = service.payouts.createOn("p2p", request)
holds<Equal<typeof one, Send<Payout>>>()
holds<Equal<ReturnType<Service["payments"]["createOn"]>, Send<Payment>>>()
holds<Equal<ReturnType<Service["payouts"]["cancel"]>, Send<{ readonly asked: true }>>>()

// Create: what may have been done is a value, what was not is an error, and both carry the attempts.
const created = service.payouts.create(request)
holds<Equal<Effect.Success<typeof created>, Created<Payout>>>()
holds<Equal<Created<Payout>, (Accepted<Payout> & Attempted & From) | (OutcomeUnknown & Attempted & From)>>()
holds<Equal<Effect.Error<typeof created>, CreateFailed>>()
holds<Equal<Effect.Error<typeof created>["attempts"], ReadonlyArray<Attempt>>>()
holds<Equal<CreateFailed["last"], NotExecuted | Rejected>>()
holds<Equal<Effect.Error<ReturnType<Service["payouts"]["get"]>>, ReadError>>()

// The hook's own error and needs are kept.
const recorded = service.payouts.create(request, { beforeAttempt: record })
holds<Equal<Effect.Error<typeof recorded>, CreateFailed | NotRecorded<"database down">>>()
holds<Equal<Effect.Services<typeof recorded>, "database">>()
holds<Equal<Effect.Services<typeof created>, never>>()

declare const unknown: OutcomeUnknown & Attempted
// @ts-expect-error an unknown is not an error of an attempt
export const asSendError: SendError = unknown
// @ts-expect-error nor of a create
export const asCreateFailed: CreateFailed = unknown
// @ts-expect-error it cannot be the last word of a create that failed
export const asLast: CreateFailed["last"] = unknown
// @ts-expect-error no tag to catch it by
export const caught = Effect.catchTag(created, "OutcomeUnknown", () => created)
// @ts-expect-error a retry cannot ask for one
export const retried = Effect.retry(created, { while: (error) => error._tag === "OutcomeUnknown" })
// @ts-expect-error the caller must look which of the two it holds
export const value = Effect.map(created, (outcome) => outcome.value)
// @ts-expect-error a payment is no payout
export const mixed = service.payouts.create({} as PaymentRequest)

// The Promise face: a union that must be told apart.
export const answered = async (): Promise<string> => {
  const answer = await client.payouts.create({
    reference: "order-1",
    amount: { value: "1.00", currency: "RUB" },
    destination: { type: "card", number: "4111111111111111" }
  })
  holds<Equal<typeof answer, CreateAnswer<PayoutJson>>>()
  switch (answer._tag) {
    case "accepted":
      return answer.value.status
    case "unknown":
      return answer.reference
    case "rejected":
      return answer.reason
    case "not_executed":
      return answer.message
    case "invalid":
      return answer.issues.map(({ path }) => path).join()
  }
}
// @ts-expect-error only an accepted answer has a value
export const unread = (answer: CreateAnswer<PayoutJson>) => answer.value
// @ts-expect-error an amount is text, never a number
export const number: Parameters<Client["payouts"]["create"]>[0]["amount"] = { value: 1, currency: "RUB" }
// @ts-expect-error a destination of a kind that does not exist
export const kind: Parameters<Client["payouts"]["create"]>[0]["destination"] = { type: "cash" }
holds<Equal<Awaited<ReturnType<Client["payouts"]["createOn"]>>, SendAnswer<PayoutJson>>>()
