/**
 * The part of the demo that only the bank can play: a quarter is paid back, half of what is held is captured, a payout bounces
 * after it was paid, and one whose answer was lost is settled by a replay. What is checked is what the bank holds, and not only
 * what the gateway says.
 */
import * as Money from "@switchyard/core/Money"
import type { Simulator } from "@switchyard/memory"
import { isPaid, movesOf, until, type World } from "./following.ts"

const usd = (value: string) => ({ value, currency: "USD" })

/** Creates a payout of 100 dollars to a card. */
const payOut = ({ gateway }: World, reference: string) =>
  gateway.create("payouts", {
    reference,
    amount: usd("100.00"),
    destination: { type: "card", number: "4111111111111111", holder: "Ivanov Ivan" }
  })

const creates = ({ bank }: World, of: string): number =>
  bank.simulator.received().filter(({ path, reference }) => path === "/payouts/create" && reference === of).length

/** What really moved at the bank, as its books have it. */
const moved = ({ bank }: World, kind: Simulator.Kind, reference: string): ReadonlyArray<string> =>
  bank.simulator
    .ledger(kind)
    .filter((movement) => movement.reference === reference)
    .map(({ amount }) => Money.toText(amount))

/** A payment at the bank, of which a quarter is paid back, and no more than is left after that. */
export const refund = async (world: World): Promise<void> => {
  const { bank, gateway, narrator } = world
  narrator.step("A payment of 100.00 USD at the bank, and a refund of a quarter")
  const payment = await gateway.create("payments", { reference: "order-1002", amount: usd("100.00"), method: "page" })
  await until(world, "payments", payment.id, ({ status }) => status === "awaiting_payer")
  bank.simulator.settle("payment", "order-1002", "received")
  await until(world, "payments", payment.id, isPaid)
  const request = { reference: "refund-3001", payment: payment.id, amount: usd("25.00") }
  const { id } = await gateway.create("refunds", request)
  const more = await gateway.refusal("refunds", { reference: "refund-3002", payment: payment.id, amount: usd("75.01") })
  await until(world, "refunds", id, ({ status }) => status === "processing")
  bank.simulator.settle("refund", "refund-3001", "paid_back")
  await until(world, "refunds", id, ({ status }) => status === "succeeded")
  const { refundedAmount } = await until(world, "payments", payment.id, (one) => one.refundedAmount?.value === "25.00")
  narrator.timeline(await gateway.timeline("refunds", id))
  const paidBack = moved(world, "refund", "refund-3001").join()
  narrator.check(
    paidBack === "25.00",
    `by the bank's books: paid back ${paidBack} of 100.00; the payment says ${refundedAmount?.value}`
  )
  narrator.check(
    more.code === "exceeds_captured",
    `75.01 more was refused at once: ${more.code}, left ${more.left?.value}`
  )
}

/** A payment that is held, of which half is captured and the rest let go. */
export const capture = async (world: World): Promise<void> => {
  const { bank, gateway, narrator } = world
  narrator.step("A payment of 100.00 USD that the bank holds, and a capture of half")
  const request = { reference: "order-1003", amount: usd("100.00"), method: "page", captureMethod: "manual" }
  const { id } = await gateway.create("payments", request)
  await until(world, "payments", id, ({ status }) => status === "awaiting_payer")
  bank.simulator.settle("payment", "order-1003", "held")
  await until(world, "payments", id, ({ status }) => status === "authorized")
  const more = await gateway.captureRefusal(id, usd("100.01"))
  await gateway.capture(id, usd("50.00"))
  const { capturedAmount } = await until(world, "payments", id, (one) => one.capturedAmount?.value === "50.00")
  narrator.timeline(await gateway.timeline("payments", id))
  const captured = moved(world, "payment", "order-1003").join()
  narrator.check(
    captured === "50.00",
    `by the bank's books: captured ${captured} of 100.00; the payment says ${capturedAmount?.value}`
  )
  narrator.check(
    more.code === "exceeds_authorized",
    `100.01 was refused at once: ${more.code}, left ${more.left?.value}`
  )
}

/** A payout that is paid, and comes back. */
export const bounce = async (world: World): Promise<void> => {
  const { bank, gateway, narrator } = world
  narrator.step("A payout that is paid, and bounces: the recipient's account was closed")
  const { id } = await payOut(world, "payout-2005")
  await until(world, "payouts", id, ({ status }) => status === "processing")
  bank.simulator.settle("payout", "payout-2005", "done")
  await until(world, "payouts", id, isPaid)
  bank.simulator.settle("payout", "payout-2005", "returned", { code: "account_closed" })
  await bank.callBack("payout", "payout-2005")
  narrator.print("   the bank calls back; that causes a read within a minute, and the merchant asks for one now")
  await gateway.refresh("payouts", id)
  const { failure } = await until(world, "payouts", id, ({ status }) => status === "returned")
  narrator.timeline(await gateway.timeline("payouts", id))
  narrator.check(failure?.reason === "DestinationInvalid", `paid was not the end: returned, because ${failure?.reason}`)
  narrator.check(creates(world, "payout-2005") === 1, "and it was not sent again: that is for the merchant to say")
}

/**
 * Begins what takes longest, as a replay waits until the first request can be executed no more: a payout that the bank takes,
 * whose answer is lost, and after which it finds nothing by our reference. Gives its id.
 */
export const loseAnswer = async (world: World): Promise<string> => {
  const { simulator } = world.bank
  simulator.fault({ kind: "cutAfterActing" }, { path: "/payouts/create", reference: "payout-2006" })
  simulator.fault(
    { kind: "error", code: "maintenance", message: "the bank is closed for look-ups" },
    { path: "/payouts/get", reference: "payout-2006", times: 100 }
  )
  return (await payOut(world, "payout-2006")).id
}

/** How that ends. */
export const replay = async (world: World, id: string): Promise<void> => {
  const { bank, gateway, narrator } = world
  narrator.step(
    "A payout that the bank takes, whose answer is lost, and that cannot be looked up (begun before all others)"
  )
  await until(world, "payouts", id, ({ status }) => status === "processing")
  bank.simulator.settle("payout", "payout-2006", "done")
  await until(world, "payouts", id, isPaid)
  const timeline = await gateway.timeline("payouts", id)
  narrator.timeline(timeline)
  narrator.check(
    movesOf(timeline).includes("submitting → unknown"),
    "unknown, for as long as the first might still act"
  )
  narrator.check(
    creates(world, "payout-2006") === 2,
    "then sent once more under the same key, which the bank documents to execute at most once"
  )
  const paid = moved(world, "payout", "payout-2006")
  narrator.check(paid.length === 1, `by the bank's books: paid ${paid.length}×`)
}
