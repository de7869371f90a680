/** Moves an operation of the sandbox to a status by Stripe's word for it, as its payer, its bank or Stripe would. */
import { asking } from "./desk.ts"
import { isOnPage, kindOf, type Way } from "./operations.ts"
import type { World } from "./world.ts"

const names = { payments: "payment", payouts: "payout", refunds: "refund" } as const

// Nobody can pay on a page that is closed, but what another answer would say is shown in its place.
const paidAllTheSame = async (world: World, reference: string): Promise<void> => {
  const { admin } = world
  const { post, read } = asking(world)
  const closed = admin.operations(reference).find(({ kind }) => kind === "session")
  const session = await read(`/v1/checkout/sessions/${closed?.id}`)
  const twin = await post("/v1/payment_intents", {
    amount: String(session.amount_total),
    currency: String(session.currency),
    confirm: "true",
    payment_method: "pm_card_visa",
    "automatic_payment_methods[enabled]": "true",
    "automatic_payment_methods[allow_redirects]": "never",
    "metadata[switchyard_session_payment]": reference
  })
  const members = { status: "complete", payment_status: "paid", payment_intent: twin }
  admin.fault({ kind: "change", members, at: "top" }, { endpoint: "GET /v1/checkout/sessions/:id", times: null })
}

/** Settles it; of a page the word is that of the session and of its intent, which is there once somebody has paid. */
export const settle = async (way: Way, world: World, reference: string, word: string): Promise<void> => {
  const { admin } = world
  const statusOf = (kind: string) => admin.operations(reference).find((each) => each.kind === kind)?.status
  if (isOnPage(way) && statusOf("payment") === undefined) {
    if (statusOf("session")?.startsWith("expired")) return paidAllTheSame(world, reference)
    admin.pay(reference)
  }
  const status = word.split(", ").at(-1) ?? word
  const kind = names[kindOf(way)]
  if (statusOf(kind) !== status) admin.setStatus(kind, reference, status)
}
