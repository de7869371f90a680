/** Wrong adapters that take what a machine in between answers for the provider's own word. */
import * as Http from "@switchyard/core/Http"
import * as Json from "@switchyard/core/Json"
import type { Request } from "@switchyard/memory/Simulator"
import * as Effect from "effect/Effect"
import { textsOf } from "../support/texts.ts"
import { on, onCreate, onSends, type Wrong } from "./wrong.ts"

const passing = new Set([408, 503, 504])

const isPage = ({ text }: Http.Answer) => !text.startsWith("{")

const accepted = ({ body }: Request) => {
  const { account, amount = "", currency, destination, reference } = textsOf(body)
  const data = { id: "unknown", reference, account, status: "new", amount: Json.number(amount), currency, destination }
  return new Http.Answer(200, {}, Json.stringify({ ok: true, data }))
}

const refusal = (status: number, code: string) =>
  new Http.Answer(status, {}, Json.stringify({ ok: false, code, message: "" }))

export const gateways: ReadonlyArray<Wrong> = [
  {
    name: "tries-again-when-the-gateway-is-busy",
    mistake: "sends again on HTTP 408, 503 and 504, which say that nobody had the time",
    kind: "payouts",
    breaks: ["answers/listed", "answers/other-status", "answers/page", "answers/message"],
    parts: () => ({
      exchange: onSends((send, request, exchange, deadline) =>
        Effect.flatMap(send, (answer) =>
          "status" in answer && passing.has(answer.status) ? exchange(request, deadline) : Effect.succeed(answer)
        )
      )
    })
  },
  {
    name: "takes-no-content-for-a-yes",
    mistake: "takes HTTP 202 and 204 for accepted, whatever stands in them",
    kind: "payouts",
    breaks: ["answers/empty"],
    parts: () => ({
      exchange: onCreate((send, request) =>
        Effect.map(send, (answer) =>
          "status" in answer && (answer.status === 202 || answer.status === 204) && answer.text === ""
            ? accepted(request)
            : answer
        )
      )
    })
  },
  {
    name: "takes-a-page-for-not-found",
    mistake: "takes HTTP 404 for 'no such payout', also where a gateway answers it with a page",
    kind: "payouts",
    breaks: ["answers/page"],
    parts: () => ({
      exchange: on(["/payouts/get"])((send) =>
        Effect.map(send, (answer) =>
          "status" in answer && answer.status === 404 && isPage(answer) ? refusal(404, "not_found") : answer
        )
      )
    })
  },
  {
    name: "takes-a-page-for-a-refusal",
    mistake: "takes HTTP 403 for a refusal, also where a gateway answers it with a page",
    kind: "payments",
    breaks: [],
    parts: () => ({
      exchange: onCreate((send) =>
        Effect.map(send, (answer) =>
          "status" in answer && answer.status === 403 && isPage(answer) ? refusal(401, "bad_signature") : answer
        )
      )
    })
  }
]
