/**
 * What a read of the payment shows of a change that may have left (decision 0030, rule 4): by a part with an id of our own answer or
 * with our mark, and of the amount that was asked for; only where its provider states nothing but sums, by the sum. Pure.
 */
import { Capabilities, type PaymentParts } from "@switchyard/core"
import * as Decimal from "../../model/Decimal.ts"
import * as Compare from "../Compare.ts"
import { isLeft, type Observation, type Operation, type Policy } from "../Operation.ts"
import { isChangeable, isDead, isMoneyMoved } from "../Status.ts"
import type { Hold, Open } from "./Change.ts"
import { shownAfter, shownAfterMillis } from "./ground.ts"
import { changesOf, isCapture } from "./hold.ts"

/** What a read shows of a change. `differs`: it is there, of another amount. `absent`: it is not, by this read. `unclear`: it does not say. */
export type Shown = "done" | "dead" | "underway" | "differs" | "absent" | "unclear"

const partShown: Readonly<Record<PaymentParts.CaptureStatus, Shown>> = {
  processing: "underway",
  succeeded: "done",
  failed: "dead",
  unrecognised: "unclear"
}

// What its provider has taken has failed there: its payer is asked again, so that nothing is held any more. What nobody has answered
// may still be on its way, and be carried out once something is held anew.
const isTakenBack = (open: Open, { lookUp }: Policy, { status }: Observation, readAt: number): boolean =>
  status === "awaiting_payer" &&
  open.stage === "accepted" &&
  open.until !== null &&
  readAt > open.until + (lookUp.capture?.foundAfterMillis ?? shownAfterMillis)

const captureShown = (
  operation: Operation,
  open: Open,
  policy: Policy,
  observation: Observation,
  hold: Hold,
  readAt: number
): Shown => {
  const { before, part: id, number, stage } = open
  const { money } = observation
  const absent = isTakenBack(open, policy, observation, readAt) ? "dead" : "absent"
  const listed = money?.captures ?? null
  if (listed !== null) {
    // What settled another capture settles no second one.
    const others = changesOf(operation).captured
    const part = listed.parts.find(
      (each) =>
        isCapture(operation, { number, part: id }, each) && !others.some((other) => isCapture(operation, other, each))
    )
    if (part !== undefined && part.status !== "failed" && Compare.amounts(open.amount, part.amount).length > 0)
      return "differs"
    if (part !== undefined) return partShown[part.status]
    return listed.isWhole ? absent : "unclear"
  }
  if (policy.states?.captured !== "sum" || hold.captured === null || before === null || open.amount === null)
    return "unclear"
  const isOver = open.until !== null && readAt > open.until + shownAfter(policy, open)
  // Of what was refused it is somebody else's, as far as anybody says.
  if (Decimal.isSame(hold.captured, Decimal.sum([before, open.amount.value])))
    return open.refused === undefined && (stage === "accepted" || isOver) ? "done" : "unclear"
  return Decimal.isSame(hold.captured, before) ? absent : "unclear"
}

const isPastCancel = (policy: Policy, { captured }: Hold): boolean =>
  captured !== null && Decimal.isPositive(captured) && Capabilities.capturesOf(policy).ofCaptured === "refused"

/** What a read shows of a change. */
export const shown = (
  operation: Operation,
  open: Open,
  policy: Policy,
  observation: Observation,
  hold: Hold,
  readAt: number
): Shown => {
  const { status } = observation
  if (status === "unrecognised" || isLeft(status)) return "unclear"
  switch (open.name) {
    case "capture":
      return captureShown(operation, open, policy, observation, hold, readAt)
    case "cancel":
      if (isDead(status)) return "done"
      // Of what was captured nothing is canceled there any more, whenever this arrives.
      if (isChangeable(status) && isPastCancel(policy, hold)) return "dead"
      if (isChangeable(status)) return "absent"
      return isMoneyMoved(status) ? "dead" : "unclear"
    case "complete":
      return status === "awaiting_payer" || isDead(status) ? "absent" : "done"
  }
}
