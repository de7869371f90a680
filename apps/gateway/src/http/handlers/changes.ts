/** Captures and cancels of payments: reads what is asked for and under which key, and answers 202 with the payment. */
import { Effect } from "effect"
import type { HttpServerRequest } from "effect/http"
import { HttpApiSchema } from "effect/http-api"
import type { ChangeInput, Service } from "../../model/Operations.ts"
import { decodeCapture } from "../api/PaymentsApi.ts"
import { CurrentCaller } from "../api/Security.ts"
import * as Body from "../Body.ts"
import * as Contexts from "../contexts.ts"
import * as JsonText from "../JsonText.ts"
import { fields, id, idempotencyKey } from "../Requested.ts"
import { completeOrProblem } from "../refusals.ts"
import { toView } from "./paymentView.ts"

interface KeyHeaders {
  readonly "idempotency-key"?: string
}

type Asked = Pick<ChangeInput, "name" | "amount" | "isFinal" | "bodyDigest">

/** Asks for captures and cancels. */
export const make = ({ change }: Pick<Service["payments"], "change">) => {
  const asked = Effect.fnUntraced(function* (text: string, headers: KeyHeaders, input: Asked) {
    const key = yield* idempotencyKey(headers["idempotency-key"])
    const { contexts, name } = yield* CurrentCaller
    const { replayed, resource } = yield* completeOrProblem(
      change(yield* id(text), {
        ...input,
        idempotencyKey: key,
        createdBy: name,
        contextIssues: (context) => Contexts.issuesOf(contexts, context)
      })
    )
    return HttpApiSchema.withHeaders({
      body: yield* toView(Effect.succeed(resource)),
      headers: replayed ? { "idempotency-replayed": "true" as const } : {}
    })
  })
  return {
    capture: Effect.fnUntraced(function* (
      text: string,
      headers: KeyHeaders,
      request: HttpServerRequest.HttpServerRequest
    ) {
      const json = yield* Body.json(request)
      const { amount, final } = yield* fields(decodeCapture(json))
      return yield* asked(text, headers, { name: "capture", amount, isFinal: final, bodyDigest: JsonText.digest(json) })
    }),
    cancel: (text: string, headers: KeyHeaders) =>
      asked(text, headers, { name: "cancel", bodyDigest: JsonText.digest({}) })
  }
}
