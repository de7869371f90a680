/**
 * The statements of providers about an operation, answer by answer. The latest statement holds, since it is what a report will
 * say; one that takes back an earlier one is written down with both, and moves nothing: whether an operation is paid does
 * not follow from what it cost.
 */
import { Money, type ProviderAmount } from "@switchyard/core"
import * as BigDecimal from "effect/BigDecimal"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Compare from "../lifecycle/Compare.ts"
import { anomaly, type Entry } from "../lifecycle/Decision.ts"
import type { Event } from "../lifecycle/Event.ts"
import { moneyOf, providerAmountsOf } from "../model/StoredAmount.ts"
import type { Results, Row } from "../store/Row.ts"
import * as Notes from "./notes.ts"

const amounts = ["payerPaid", "received", "credited", "debited", "fee"] as const

const providerAmounts = ({ providerAmounts }: Results) => providerAmountsOf(providerAmounts)

const foreign: ReadonlySet<string> = new Set(["ReferenceDiffers", "AccountDiffers", "CreatedBefore", "PaymentDiffers"])

/** Whether an answer speaks of another operation or of another merchant account: nothing that it states is then ours. */
export const isForeign = (row: Row, event: Event): boolean =>
  "observation" in event && Compare.differences(row, event.observation).some(({ kind }) => foreign.has(kind))

const isRecord = (value: unknown): value is object => typeof value === "object" && value !== null

/** Whether this is what a provider knows an operation by beside its id: each by its name. */
export const isIds = Schema.is(Schema.Record(Schema.String, Schema.String))

/** The results after an answer: what it leaves out stays as it was. */
export const merged = (before: Results, answer: Results): Results => {
  const notes = Notes.merged(before, answer)
  const labelled = new Map([...providerAmounts(before), ...providerAmounts(answer)].map((each) => [each.label, each]))
  return {
    ...before,
    ...answer,
    ...(labelled.size === 0 ? {} : { providerAmounts: [...labelled.values()] }),
    ...(notes === undefined ? {} : { notes }),
    // Each of them is known by its name, and an answer may name one alone.
    ...(isRecord(before.ids) && isRecord(answer.ids) ? { ids: { ...before.ids, ...answer.ids } } : {})
  }
}

/** The results without the ids of the account that gave them: they are no ids of another one. */
export const withoutIds = ({ ids: _, ...results }: Results): Results => results

const restatedAmount = (field: string, before: unknown, after: unknown): ReadonlyArray<Entry> => {
  const [earlier, later] = [moneyOf(before), moneyOf(after)]
  if (earlier === undefined || later === undefined || Money.equals(earlier, later)) return []
  return [
    restatement(field, `${Money.toText(earlier)} ${earlier.currency}`, `${Money.toText(later)} ${later.currency}`)
  ]
}

const isSameNumber = (one: string, other: string): boolean => {
  const [left, right] = [BigDecimal.fromString(one), BigDecimal.fromString(other)]
  return Option.isSome(left) && Option.isSome(right) ? BigDecimal.equals(left.value, right.value) : one === other
}

const restatedInOwnUnit = (
  before: ProviderAmount.ProviderAmount | undefined,
  after: ProviderAmount.ProviderAmount
): ReadonlyArray<Entry> =>
  before === undefined || (before.unit === after.unit && isSameNumber(before.value, after.value))
    ? []
    : [restatement(after.label, `${before.value} ${before.unit}`, `${after.value} ${after.unit}`)]

const restatement = (field: string, before: string, after: string): Entry =>
  anomaly(`the provider states another amount than before: ${field}`, {
    anomaly: "AmountRestated",
    field,
    before,
    after
  })

// That its provider or its payer is to act is what the state says already.
const notable: ReadonlySet<unknown> = new Set(["recipient", "compliance", "merchant"])

/** A line where an answer says anew that it waits for somebody whom the state does not show. */
export const waiting = (before: Results, { waitingFor }: Results): ReadonlyArray<Entry> =>
  notable.has(waitingFor) && waitingFor !== before.waitingFor
    ? [{ kind: "read", summary: `it waits for: ${String(waitingFor)}`, details: { waitingFor } }]
    : []

/** A line for each amount that an answer states otherwise than an earlier one did. */
export const restated = (before: Results, answer: Results): ReadonlyArray<Entry> => {
  const earlier = new Map(providerAmounts(before).map((each) => [each.label, each]))
  return [
    ...amounts.flatMap((field) => restatedAmount(field, before[field], answer[field])),
    ...providerAmounts(answer).flatMap((each) => restatedInOwnUnit(earlier.get(each.label), each))
  ]
}
