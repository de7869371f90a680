/** What the provider says of what it holds: of one refund, and of the payment with all that was paid back of it. */
import { Money } from "@switchyard/core"
import type { Ours, Stated } from "../../../src/lifecycle/Money.ts"
import type { Observation } from "../../../src/lifecycle/Operation.ts"
import { unstated } from "../../lifecycle/support.ts"
import type { Walk } from "./Walk.ts"
import { captured, copiesOf, type Held, isAlive, type Shown } from "./World.ts"

const rub = (amount: number) => Money.unsafe(String(amount), "RUB")

const observation = (status: Observation["status"], rest: Partial<Observation>): Observation => ({
  status,
  providerStatus: status,
  reference: "pay-1",
  providerReference: null,
  amount: null,
  debited: null,
  isOneOfSeveral: false,
  sameAccount: null,
  hasNext: false,
  failure: null,
  anomalies: [],
  ...rest
})

const sumOf = (held: ReadonlyArray<Held>): number => held.reduce((sum, { amount }) => sum + amount, 0)

/** What a read of the payment states. */
export const stated = (walk: Walk, { dispute, held }: Shown, ours: ReadonlyArray<Ours>): Observation => {
  const back = sumOf(held.filter(({ status }) => status === "succeeded"))
  const money: Stated = {
    ...unstated,
    captured: rub(captured),
    refunded: walk.states === "sum" ? rub(back) : null,
    refunds:
      walk.states === "sum"
        ? null
        : {
            isWhole: true,
            parts: held.map((each) => ({
              id: each.id,
              reference: each.reference,
              amount: rub(each.amount),
              isDead: !isAlive(each)
            }))
          },
    disputes: {
      isWhole: true,
      parts:
        dispute === "none"
          ? []
          : [{ id: "d-1", reference: null, amount: rub(60), isRefused: dispute === "won", refund: null }]
    }
  }
  return observation(back >= captured ? "refunded" : "paid", {
    amount: rub(captured),
    money: walk.machine.stated(money, ours)
  })
}

/** The refund that is shown under this reference: the one with the id that is known, or the latest. */
export const found = (held: ReadonlyArray<Held>, reference: string, id: string | null): Held | undefined => {
  const copies = copiesOf(held, reference)
  return copies.find((each) => each.id === id) ?? copies.at(-1)
}

/** What an answer says of one refund. */
export const observed = (held: Held, rest: Partial<Observation> = {}): Observation =>
  observation(held.status, {
    reference: held.reference ?? "",
    providerReference: held.id,
    amount: rub(held.amount),
    ...rest
  })
