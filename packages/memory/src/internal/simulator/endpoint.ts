/** An endpoint of the simulator, and the one that both kinds have alike. */
import type * as Http from "@switchyard/core/Http"
import * as Json from "@switchyard/core/Json"
import * as Money from "@switchyard/core/Money"
import type { Body } from "./body.ts"
import type { Kind } from "./controls.ts"
import type { Measure } from "./fees.ts"
import type { Ledger } from "./ledger.ts"
import { ok, refusal } from "./reply.ts"

/** A field that an operation must have, or may, as a quote names it. */
export interface QuotedField {
  readonly name: string
  readonly title: string
  readonly min?: number
  readonly max?: number
  readonly choices?: ReadonlyArray<{ readonly value: string; readonly title: string }>
  readonly optional?: boolean
  /** Which fields there are depends on it. */
  readonly refresh?: boolean
}

/** An endpoint; `now` is the provider's own time. */
export type Endpoint = (body: Body, now: number) => Http.Answer

/** Our id of an operation at the provider. */
export const orderOf = (body: Body): string => body.text("order") || body.text("reference")

/** Ends what can still be paid; what has been paid, or may be on its way, is too late for that. */
export const abandon =
  (kind: Kind, ledger: Ledger, endable: ReadonlyArray<string>): Endpoint =>
  (body) => {
    const found = ledger.lookUp(kind, body.text("id"), body.text("sub_account"))
    if (found === undefined) return refusal("bad_request", `no such ${kind}`)
    if (endable.includes(found.status)) found.status = "canceled"
    return found.status === "canceled" ? ok({ asked: true, id: found.id }) : refusal("too_late", "it was committed")
  }

/** What both kinds of quote answer. */
export const quote =
  (
    measure: Measure,
    fields: (body: Body) => ReadonlyArray<QuotedField>,
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
      fields: fields(body).map(({ max, min, ...field }) => ({
        ...field,
        ...(min === undefined ? {} : { min: Json.number(min) }),
        ...(max === undefined ? {} : { max: Json.number(max) })
      }))
    })
  }
