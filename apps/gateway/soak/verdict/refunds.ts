/**
 * The laws of refunds, by what the bank holds when a run is over: no more is paid back of a payment than was captured, nothing twice
 * and nothing unasked; the gateway's books say what the bank says; and it never asked for more than was left. Pure; each broken law
 * is one sentence that begins with the reference of its operation.
 */
import type { BankRefund } from "../bank/life.ts"
import type { Resource } from "../merchant/client.ts"
import type { Facts } from "./facts.ts"

const isAlive = ({ status }: BankRefund): boolean => status === "asked" || status === "paid_back"

// In whole hundredths: sums of them are exact.
const cents = (amount: string): number => Math.round(Number(amount) * 100)

const sumOf = (refunds: ReadonlyArray<BankRefund>): number =>
  refunds.reduce((total, { amount }) => total + cents(amount), 0)

// In one movement, or in as many as there were captures.
const capturedOf = ({ providers }: Facts, reference: string): number =>
  providers.bank.ledger
    .filter((each) => each.kind === "payment" && each.reference === reference)
    .reduce((total, { amount }) => total + cents(amount), 0)

const isUndecided = ({ status }: Resource): boolean => status === "needs_review" || status === "unknown"

const ofPayment = (facts: Facts, payment: Resource): ReadonlyArray<string> => {
  const { reference } = payment
  const all = facts.bankRefunds.filter((each) => each.payment === reference)
  const captured = capturedOf(facts, reference)
  const back = all.filter(({ status }) => status === "paid_back")
  const broken: Array<string> = []
  if (sumOf(all.filter(isAlive)) > captured)
    broken.push(`${reference}: ${sumOf(all.filter(isAlive)) / 100} of ${(captured / 100).toFixed(2)} was paid back`)
  const shown = payment.refundedAmount
  if (back.length > 0 && !isUndecided(payment) && cents(shown?.value ?? "0") !== sumOf(back))
    broken.push(`${reference} shows ${shown?.value ?? "nothing"} paid back, and ${sumOf(back) / 100} was`)
  return broken
}

const ofRefund = (facts: Facts, refund: Resource): ReadonlyArray<string> => {
  const { amount, payment, reference, status } = refund
  const all = facts.bankRefunds.filter((each) => each.reference === reference)
  const alive = all.filter(isAlive)
  const there = all.at(-1)
  const broken: Array<string> = []
  if (all.length > 1) broken.push(`${reference} exists ${all.length} times at the bank`)
  if (there !== undefined && cents(there.amount) !== cents(amount.value))
    broken.push(`${reference} is ${amount.value}, and ${there.amount} was paid back`)
  const of = facts.resources.find(({ id }) => id === payment)
  if (there !== undefined && there.payment !== of?.reference)
    broken.push(`${reference} is of ${of?.reference}, and ${there.payment} was paid back`)
  if (status === "succeeded" && there?.status !== "paid_back")
    broken.push(`${reference} has succeeded, and the bank says ${there?.status ?? "nothing"}`)
  if ((status === "failed" || status === "canceled") && alive.length > 0)
    broken.push(`${reference} is ${status}, and was paid back`)
  return broken
}

/** Every broken law of refunds. */
export const broken = (facts: Facts): ReadonlyArray<string> => {
  const { bankRefunds, resources } = facts
  const refunds = resources.filter(({ object }) => object === "refund")
  const known = new Set(refunds.map(({ reference }) => reference))
  return [
    ...bankRefunds.flatMap(({ reference }) =>
      reference === null || known.has(reference) ? [] : [`${reference}: a refund nobody asked for`]
    ),
    ...resources.flatMap((each) =>
      each.object === "payment" && each.provider === "bank" ? ofPayment(facts, each) : []
    ),
    ...refunds.flatMap((each) => ofRefund(facts, each)),
    // Its desk may have come between the last read and the refund; nobody else.
    ...facts.exceeding.flatMap(({ payment, reference }) =>
      bankRefunds.some((each) => each.reference === null && each.payment === payment)
        ? []
        : [`${reference} was asked for at the bank, and more than was captured would have been paid back`]
    )
  ]
}
