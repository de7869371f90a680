/**
 * The part of the demo about a card that could not be charged: what that leaves at the first provider can still be paid by its
 * payer, so it is canceled there, and seen canceled, before another provider is asked.
 */
import { until, type World } from "./following.ts"

/** Begins it, as its end waits until the first request can be executed no more. Gives its id. */
export const decline = async ({ gateway }: World): Promise<string> => {
  const { id } = await gateway.create("payments", {
    reference: "order-1004",
    amount: { value: "30.00", currency: "USD" },
    method: "card",
    payerEmail: "payer@shop.example",
    // By the documents, this one's issuer cannot be reached.
    providerOptions: { stripe: { paymentMethod: "pm_card_chargeDeclinedProcessingError" } }
  })
  return id
}

/** How that ends. */
export const failover = async (world: World, id: string): Promise<void> => {
  const { gateway, narrator, simulators } = world
  narrator.step("A payment of 30.00 USD by a card that Stripe cannot charge (begun before all others)")
  const { provider } = await until(world, "payments", id, ({ status }) => status === "awaiting_payer")
  const timeline = await gateway.timeline("payments", id)
  narrator.timeline(timeline)
  const left = await simulators.stripe.payments("order-1004")
  const said = timeline.map(({ summary }) => summary)
  const way = ["stripe is asked to abandon it", "unknown → submitting", "sent to feennex"].map((words) =>
    said.findIndex((summary) => summary.includes(words))
  )
  narrator.check(
    left.length === 1 && left[0]?.status === "canceled" && left[0].money === "0.00",
    `by Stripe's books: one payment, ${left[0]?.status}, ${left[0]?.money} taken; nobody can pay it any more`
  )
  narrator.check(
    provider === "feennex" && way.every((at, step) => at > (way[step - 1] ?? -1)),
    `only after that was seen ${provider} was asked, where the payer pays now`
  )
}
