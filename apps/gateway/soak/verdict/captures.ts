/**
 * The laws of captures and cancels, by what the bank holds when a run is over: no more is captured of a payment than was held, nothing
 * twice, unasked or after a cancel; each capture that is done is one at the bank, and was told once; and each change has ended or is a
 * person's. Pure; each broken law is one sentence that begins with the reference of its payment.
 */
import * as PaymentChange from "@switchyard/core/PaymentChange"
import type { BankCapture } from "../bank/life.ts"
import type { Resource } from "../merchant/client.ts"
import type { Change } from "./changes.ts"
import type { Facts } from "./facts.ts"

/** Whether a payment is held first and captured then: it has the laws of this module in place of those of all others. */
export const isManual = ({ captureMethod }: Resource): boolean => captureMethod === "manual"

/** Whether it is asked what became of a change of a payment: for days, and then a person is. */
export const isChangeSought = ({ change, status }: Resource): boolean =>
  status === "authorized" && (change?.status === "unknown" || change?.status === "processing")

const isAlive = ({ status }: BankCapture): boolean => status !== "failed"

// In whole hundredths: sums of them are exact.
const cents = (amount: string): number => Math.round(Number(amount) * 100)

const sumOf = (captures: ReadonlyArray<BankCapture>): number =>
  captures.reduce((total, { amount }) => total + cents(amount), 0)

const markOf = ({ number, payment }: Change): string => PaymentChange.keyOf("capture", { reference: payment, number })

const told = ({ webhooks }: Facts, { id }: Resource): ReadonlyArray<number | undefined> => {
  const ours = webhooks.filter(({ resource, type }) => resource.id === id && type === "payment.captured")
  return [...Map.groupBy(ours, (each) => each.id).values()].map(([first]) => first?.resource.change?.number)
}

const isPaid = ({ status }: Resource): boolean => /^(paid|paid_other_amount|refunding|refunded)$/.test(status)

const isUnpaid = ({ status }: Resource): boolean => /^(failed|expired|canceled)$/.test(status)

const ofMoney = (payment: Resource, all: ReadonlyArray<BankCapture>): ReadonlyArray<string> => {
  const { amount, capturedAmount, reference, status } = payment
  const alive = all.filter(isAlive)
  const done = sumOf(all.filter((each) => each.status === "done"))
  const broken: Array<string> = []
  if (sumOf(alive) > cents(amount.value))
    broken.push(`${reference}: ${sumOf(alive) / 100} was captured of ${amount.value} that was held`)
  if (isPaid(payment) && done === 0) broken.push(`${reference} is ${status}, and nothing was captured`)
  if (isUnpaid(payment) && alive.length > 0) broken.push(`${reference} is ${status}, and was captured`)
  if (isPaid(payment) && cents(capturedAmount?.value ?? "0") !== done)
    broken.push(`${reference} shows ${capturedAmount?.value ?? "nothing"} captured, and ${done / 100} was`)
  return broken
}

const ofCapture = (payment: Resource, capture: Change, all: ReadonlyArray<BankCapture>): ReadonlyArray<string> => {
  const { reference } = payment
  const { amount, became, number } = capture
  const ours = all.filter(({ mark }) => mark === markOf(capture))
  const there = ours.find(isAlive)
  const name = `${reference}: capture ${number}`
  const broken: Array<string> = []
  if (ours.length > 1) broken.push(`${name} exists ${ours.length} times at the bank`)
  if (became === "done" && there?.status !== "done")
    broken.push(`${name} is done, and the bank says ${ours[0]?.status ?? "nothing"}`)
  if (became === "dead" && there !== undefined) broken.push(`${name} is dead, and was captured`)
  if (there !== undefined && cents(there.amount) !== cents(amount ?? "0"))
    broken.push(`${name} is ${amount}, and ${there.amount} was captured`)
  return broken
}

const ofNews = (facts: Facts, payment: Resource, changes: ReadonlyArray<Change>): ReadonlyArray<string> => {
  const { reference } = payment
  const numbers = told(facts, payment)
  const done = changes.filter(({ became, name }) => name === "capture" && became === "done")
  return [
    ...done.flatMap(({ number }) => {
      const times = numbers.filter((each) => each === number).length
      return times === 1 ? [] : [`${reference}: capture ${number} is told ${times} times`]
    }),
    ...numbers.flatMap((number) =>
      done.some((each) => each.number === number)
        ? []
        : [`${reference}: capture ${number} is told, and was not carried out`]
    )
  ]
}

const ofAsked = ({ asked }: Facts, { reference }: Resource, changes: ReadonlyArray<Change>): ReadonlyArray<string> =>
  (["capture", "cancel"] as const).flatMap((name) => {
    const taken = asked.filter((each) => each.payment === reference && each.name === name).length
    const known = changes.filter((each) => each.name === name).length
    return taken === known ? [] : [`${reference}: ${taken} times a ${name} was taken, and ${known} are known`]
  })

const ofPayment = (facts: Facts, payment: Resource): ReadonlyArray<string> => {
  const { reference, status } = payment
  const all = facts.bankCaptures.filter((each) => each.payment === reference)
  const changes = facts.changes.filter((each) => each.payment === reference)
  const made = facts.providers.bank.operations.filter((each) => each.reference === reference).length
  const captures = changes.filter(({ name }) => name === "capture")
  const marks = new Set(captures.map(markOf))
  const canceled = changes.find(({ became, name }) => name === "cancel" && became === "done")
  return [
    ...(made > 1 ? [`${reference} exists ${made} times at the bank`] : []),
    ...ofMoney(payment, all),
    ...captures.flatMap((each) => ofCapture(payment, each, all)),
    ...all.flatMap(({ mark }) =>
      mark === null || marks.has(mark) ? [] : [`${reference}: a capture nobody asked for: ${mark}`]
    ),
    ...(canceled !== undefined && all.some(isAlive)
      ? [`${reference}: cancel ${canceled.number} is done, and something was captured`]
      : []),
    ...changes.flatMap(({ became, name, number }) =>
      became !== null || status === "needs_review" || (!facts.isPatient && isChangeSought(payment))
        ? []
        : [`${reference}: ${name} ${number} has not ended`]
    ),
    ...ofNews(facts, payment, changes),
    ...ofAsked(facts, payment, changes)
  ]
}

/** Every broken law of captures and cancels. */
export const broken = (facts: Facts): ReadonlyArray<string> =>
  facts.resources.filter(isManual).flatMap((each) => ofPayment(facts, each))
