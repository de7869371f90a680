/**
 * The demo: a payment, a payout through each provider, one that the first provider refuses and the second pays, and one
 * whose answer is lost and is found again by look-up; a card that is declined; then what only the bank has. Every step is checked against what the
 * simulators really paid.
 */
import { meaningOf } from "../model/statuses.ts"
import * as AtTheBank from "./atTheBank.ts"
import * as DeclinedCard from "./declinedCard.ts"
import { isPaid, movesOf, until, type World } from "./following.ts"

const amount = { value: "1500.00", currency: "RUB" }

const payment = async (world: World) => {
  const { simulators, gateway, narrator } = world
  narrator.step("A payment of 1500.00 RUB by bank transfer, through Feennex")
  const request = { reference: "order-1001", amount, method: "bank_transfer", payerEmail: "payer@shop.example" }
  const { id } = await gateway.create("payments", request)
  const { provider } = await until(world, "payments", id, ({ next }) => next?.type === "transfer")
  narrator.print(`   ${provider} waits for the payer, who has the details for the transfer`)
  await simulators.feennex.pay(request.reference)
  const { credited } = await until(world, "payments", id, isPaid)
  narrator.timeline(await gateway.timeline("payments", id))
  narrator.check(
    credited !== null,
    `the callback was only a hint; the status read says paid, ${credited?.value} credited`
  )
}

/** Creates a payout to a card and follows it to the end; the ledgers must agree. */
const payout = async (world: World, reference: string, request: object = {}) => {
  const { simulators, gateway, narrator } = world
  const { id } = await gateway.create("payouts", {
    reference,
    amount,
    destination: { type: "card", number: "4111111111111111", holder: "Ivanov Ivan" },
    recipientEmail: "recipient@shop.example",
    ...request
  })
  await until(world, "payouts", id, ({ status }) => meaningOf(status)?.stage !== "sending")
  await simulators.feennex.later(5)
  const { provider } = await until(world, "payouts", id, isPaid)
  const timeline = await gateway.timeline("payouts", id)
  narrator.timeline(timeline)
  const paid = { feennex: await simulators.feennex.payouts(reference), p2p: await simulators.p2p.payouts(reference) }
  narrator.check(
    paid.feennex === (provider === "feennex" ? 1 : 0) && paid.p2p === (provider === "p2p" ? 1 : 0),
    `by the simulators' ledgers: feennex paid ${paid.feennex}×, p2p paid ${paid.p2p}×`
  )
  return { provider, states: movesOf(timeline) }
}

const other = { feennex: "p2p", p2p: "feennex" } as const

/** Runs the whole demo; rejects when a step does not hold. */
export const run = async (world: World): Promise<void> => {
  const { simulators, narrator } = world
  const lost = await AtTheBank.loseAnswer(world)
  const declined = await DeclinedCard.decline(world)
  await payment(world)

  narrator.step("A payout of 1500.00 RUB to a card; the route of the config says who is tried first")
  const { provider: primary } = await payout(world, "payout-2001")
  if (primary !== "feennex" && primary !== "p2p") throw new Error(`an unknown provider paid: ${primary}`)
  const secondary = other[primary]

  narrator.step(`A payout that its request pins to ${secondary}`)
  const pinned = await payout(world, "payout-2002", { provider: secondary })
  narrator.check(pinned.provider === secondary, `${secondary} paid it`)

  narrator.step(`A payout that ${primary} refuses for lack of money`)
  await simulators[primary].refuseNext()
  const failedOver = await payout(world, "payout-2003")
  narrator.check(failedOver.provider === secondary, `${primary} provably did nothing, so ${secondary} was asked`)

  narrator.step(`A payout that ${primary} carries out, but the answer is lost on its way back`)
  await simulators[primary].loseNextAnswer()
  const found = await payout(world, "payout-2004")
  narrator.check(found.states.includes("submitting → unknown"), "unknown: nothing may follow but a look-up")
  narrator.check(
    (await simulators[primary].creates("payout-2004")) === 1 &&
      (await simulators[secondary].creates("payout-2004")) === 0,
    `found under our own reference at ${primary}; sent once, and never to ${secondary}`
  )

  await DeclinedCard.failover(world, declined)
  await AtTheBank.refund(world)
  await AtTheBank.capture(world)
  await AtTheBank.bounce(world)
  await AtTheBank.replay(world, lost)
}
