/** An endpoint of the simulator, and the one that both kinds have alike. */
import type * as Http from "@switchyard/core/Http"
import * as Json from "@switchyard/core/Json"
import * as Money from "@switchyard/core/Money"
import type { Body } from "./body.ts"
import type { Measure } from "./fees.ts"
import { ok, refusal } from "./reply.ts"

/** An endpoint, at a moment. */
export type Endpoint = (body: Body, now: number) => Http.Answer

/** What both kinds of quote answer. */
export const quote =
  (
    measure: Measure,
    fields: (body: Body) => ReadonlyArray<{ readonly name: string; readonly title: string; readonly max?: number }>,
    offer: (body: Body, now: number) => Json.Writable | undefined = () => undefined
  ): Endpoint =>
  (body, now) => {
    const measures = measure(body)
    if (measures === undefined) return refusal("bad_request", "amount: cannot be read")
    const { amount, fee, total } = measures
    return ok({
      amount: Json.number(Money.toText(amount)),
      total: Json.number(Money.toText(total)),
      fee: Json.number(Money.toText(fee)),
      currency: amount.currency,
      offer: offer(body, now),
      fields: fields(body).map(({ max, ...field }) => ({
        ...field,
        ...(max === undefined ? {} : { max: Json.number(max) })
      }))
    })
  }
