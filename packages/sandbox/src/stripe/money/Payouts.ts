/**
 * Payouts to the account's own banks: the money leaves the balance when one is made, and comes back when it fails, also after it was paid.
 * A failure disables the bank account.
 */

import { maskAccount } from "../../Journal.ts"
import { follow } from "../../Plan.ts"
import * as Events from "../Events.ts"
import * as Executions from "../Executions.ts"
import * as Ids from "../Ids.ts"
import { failures } from "../Options.ts"
import type { Destination, Payout, Scope } from "../Records.ts"
import * as References from "../References.ts"
import type { State } from "../State.ts"
import { add, born, find } from "../State.ts"
import type { Ask, Handler } from "../wire/Ask.ts"
import { unplayed } from "../wire/Ask.ts"
import { badParam, missing, refused } from "../wire/Errors.ts"
import { read as readMetadata } from "../wire/Metadata.ts"
import { choice, known, required, text } from "../wire/Params.ts"
import { readAmount, readCurrency, toText } from "./Currencies.ts"
import { note } from "./Moved.ts"
import * as Rows from "./Rows.ts"

const names = `amount currency description destination expand metadata method payout_method source_type
  statement_descriptor`.split(/\s+/)

const day = 86_400_000

const codes: Readonly<Record<string, string>> = { failed: "could_not_process" }

const disable = (state: State, payout: Payout): void => {
  const destination = payout.scope.destinations.find(({ id }) => id === payout.destination)
  if (destination === undefined) return
  destination.disabled = true
  const { currency, id, number = "" } = destination
  const object = id.startsWith("card_") ? "card" : "bank_account"
  const shown = { id, object, account: payout.scope.account, currency, last4: number.slice(-4), status: "errored" }
  Events.emitOf(state, "account.external_account.updated", payout, shown)
}

const giveBack = (state: State, payout: Payout, status: string): void => {
  const type = status === "canceled" ? "payout_cancel" : "payout_failure"
  const { amount, currency, id } = payout
  payout.failureTransaction = Rows.write(state, payout.scope, { type, amount, currency, source: id }).id
}

const pay = (state: State, payout: Payout): void => {
  const number = payout.scope.destinations.find(({ id }) => id === payout.destination)?.number ?? payout.destination
  if (payout.money === "released") {
    const { amount, currency, id, scope } = payout
    Rows.write(state, scope, { type: "payout", amount: -amount, currency, source: id })
  }
  note(state, "payout", payout, payout.amount, { account: maskAccount(number) })
}

const moveMoney = (state: State, payout: Payout, after: Payout["money"], status: string): void => {
  const before = payout.money
  if (before === after) return
  if (after === "debited") pay(state, payout)
  if (after === "released") {
    giveBack(state, payout, status)
    if (before === "debited") note(state, "payoutReturned", payout, payout.amount)
  }
  payout.money = after
}

/** Moves a payout to any status, and its money with it; `code` is why it failed. */
export const move = (state: State, payout: Payout, status: string, code?: string): void => {
  const before = payout.status
  payout.status = status
  payout.history.push({ at: state.world.clock.now(), status })
  const isFailed = status === "failed"
  payout.failureCode = isFailed ? (code ?? codes[status] ?? null) : null
  if (status === "paid") moveMoney(state, payout, "debited", status)
  if (isFailed || status === "canceled") moveMoney(state, payout, "released", status)
  // There is no event for in_transit.
  if (status === "in_transit" || status === "pending") return
  if (isFailed || status === "paid" || status === "canceled")
    Events.emit(state, `payout.${status}`, payout, { status: before })
  else Events.emit(state, "payout.updated", payout, { status: before })
  if (isFailed) disable(state, payout)
}

const targetOf = (state: State, { params, scope }: Ask, currency: string): Destination => {
  const id = text(params, "destination")
  const found = scope.destinations.find((each) => (id === undefined ? each.currency === currency : each.id === id))
  if (found === undefined) {
    if (id !== undefined) throw missing("external account", id, "destination", state.settings.missingOnCreate)
    throw badParam("currency", `There is no external account in ${currency}.`)
  }
  if (found.currency !== currency) throw badParam("currency", `The destination takes ${found.currency}.`)
  if (found.disabled) throw refused("The bank account is disabled: a payout to it has failed.", "bank_account_unusable")
  return found
}

const checkMethod = (method: string, { id }: Destination): void => {
  if (method === "standard" || id.startsWith("card_")) return
  throw badParam("method", "This destination takes no instant payouts.", "instant_payouts_unsupported")
}

const start = (state: State, payout: Payout, destination: Destination): void => {
  const subject = { reference: References.of(state, payout), endpoint: "payout" }
  const { payoutArrival, payoutTransit } = state.settings
  const code = destination.fails ?? failures[destination.number ?? ""]
  const usual = [
    { status: "in_transit", after: payoutTransit },
    { status: code === undefined ? "paid" : "failed", after: payoutArrival, ...(code && { rejectedReason: code }) }
  ]
  follow(state.world, payout, state.plans.payout.take(subject) ?? usual, (step) =>
    move(state, payout, step.status, step.rejectedReason)
  )
}

const make = (state: State, scope: Scope, made: Omit<Payout, "kind" | keyof ReturnType<typeof born>>): Payout =>
  add(state, { kind: "payout", ...born(state, scope, Ids.next(state.world, "po_")), ...made })

/** `POST /v1/payouts`. */
export const create: Handler = (state, ask) => {
  const { params, scope } = ask
  known(params, names)
  unplayed(params, ["payout_method"])
  const given = required(params, "amount", text(params, "amount"))
  const currency = readCurrency(params)
  const amount = readAmount(params, currency, true) ?? Number(given)
  const method = choice(params, "method", ["standard", "instant"]) ?? "standard"
  const sourceType = choice(params, "source_type", ["card", "bank_account", "fpx"]) ?? "card"
  const statementDescriptor = text(params, "statement_descriptor", 22) ?? null
  const description = text(params, "description") ?? null
  const metadata = readMetadata(params)
  const destination = targetOf(state, ask, currency)
  checkMethod(method, destination)
  const free = Rows.read(state, scope, currency, "available")
  if (free < amount) {
    throw refused(
      `Insufficient funds: ${toText(Math.max(free, 0), currency)} ${currency} is available.`,
      "balance_insufficient"
    )
  }
  // The day on which the bank has it, not the moment.
  const arrival = Math.floor((state.world.clock.now() + state.settings.payoutArrival) / day) * day
  const payout = make(state, scope, {
    ...{ amount, currency, metadata, method, sourceType, description, statementDescriptor, arrival },
    destination: destination.id,
    history: [{ at: state.world.clock.now(), status: "pending" }],
    ...{ course: 0, status: "pending", failureCode: null, balanceTransaction: null, failureTransaction: null },
    money: "frozen"
  })
  payout.balanceTransaction = Rows.write(state, scope, {
    type: "payout",
    amount: -amount,
    currency,
    source: payout.id
  }).id
  Events.emit(state, "payout.created", payout)
  Executions.note(state, "create", payout)
  start(state, payout, destination)
  return { stored: payout }
}

/** `POST /v1/payouts/:id/cancel`: while pending alone; the code of a refusal is not documented. */
export const cancel: Handler = (state, { id, params, scope }) => {
  known(params, ["expand"])
  const payout = find(state, scope, "payout", id, "payout")
  if (payout.status !== "pending")
    throw refused(`Payouts can be canceled only while pending; this one is ${payout.status}.`)
  payout.course += 1
  move(state, payout, "canceled")
  Executions.note(state, "cancel", payout)
  return { stored: payout }
}
