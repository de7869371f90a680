/**
 * How a payment looks in answers: /invoice/check's members, with the `ps_data` whose turn it is.
 */
import { toFloatText } from "../internal/decimal.ts"
import type { Json, JsonObject } from "../internal/json.ts"
import { integer, NumberText, print } from "../internal/json.ts"
import type { Course, Stage } from "./Courses.ts"
import { courses, gaps } from "./Courses.ts"
import * as Ids from "./Ids.ts"
import { complete, cut, stageAt, withMembers } from "./PsData.ts"
import type { Payment } from "./Records.ts"
import type { State } from "./State.ts"
import * as Times from "./Times.ts"

// Half of the payments are steady, so that whoever tries one by hand sees both.
const drawn = [
  "steady",
  "steady",
  "steady",
  "steady",
  "steady",
  "fading",
  "bare",
  "unlinked",
  "replaced",
  "late"
] as const

const courseOf = (state: State, payment: Payment): ReadonlyArray<Stage> => {
  const { psDataCourse } = state.settings
  if (payment.psDataStages !== null) return payment.psDataStages
  if (psDataCourse !== "sometimes") return courses[psDataCourse]
  const course: Course = state.world.draw("ps_data course", payment.reference, drawn)
  const how = state.world.draw("ps_data gaps", payment.reference, gaps)
  return courses[course].map((stage) => ({ ...stage, gaps: how }))
}

/** `ps_data` of a callback: whole, with the requisites of the last answer. */
export const noticedPsData = (state: State, payment: Payment): JsonObject | null => {
  const { stage, turn } = stageAt(courseOf(state, payment), Math.max(payment.reads - 1, 0))
  return withMembers(payment, complete(payment, "callback", turn, state.settings), stage)
}

// The `ps_data` of the next answer; only answers that have any count as reads of it.
const nextPsData = (state: State, payment: Payment): Json => {
  const { psData: form } = state.settings
  const { stage, turn } = stageAt(courseOf(state, payment), payment.reads)
  const data = complete(payment, "check", turn, state.settings)
  if (form === "null" || (data === null && stage.members === undefined)) return null
  payment.reads += 1
  const visible = withMembers(payment, data && cut(data, stage), stage)
  const usual = form === "sometimes" ? state.world.draw("ps_data form", payment.reference, ["object", "text"]) : form
  return visible !== null && (stage.as ?? usual) === "text" ? print(visible, "python") : visible
}

const seconds = (at: number | null): Json => (at === null ? null : new NumberText(Times.unixSeconds(at)))

/** `data` of /invoice/check; one more read of the payment. */
export const described = (state: State, payment: Payment, isUnique: boolean): JsonObject => {
  const { price, asked } = payment
  const { idsInStatus, times, updatedAs } = state.settings
  const float = (value: typeof price.clientPrice) => new NumberText(toFloatText(value))
  return {
    client_price: float(price.clientPrice),
    created: Times.print(payment.createdAt, times),
    ...(payment.description !== null && { description: payment.description }),
    is_unique: isUnique,
    payment_id: idsInStatus === "same" ? payment.printed : Ids.otherNotation(payment),
    payway: payment.payway,
    processed: Times.print(payment.processedAt, times),
    ps_currency: new NumberText(payment.direction.currency),
    ps_data: nextPsData(state, payment),
    shop_amount: float(price.shopAmount),
    shop_currency: new NumberText(payment.currency),
    shop_id: new NumberText(payment.shop.id),
    shop_order_id: payment.reference,
    ...(price !== asked && { shop_original_amount: float(asked.shopAmount) }),
    shop_refund: float(price.shopRefund),
    status: integer(payment.status),
    updated: updatedAs === "text" ? Times.print(payment.updatedAt, times) : seconds(payment.updatedAt)
  }
}
