/** Whatever is done in whatever order: balances are the sum of their rows, nothing is refunded beyond what was captured, and the ledger agrees. */
import fc from "fast-check"
import { expect, it } from "vitest"
import { type Body, card, setUp } from "./support.ts"

type World = ReturnType<typeof setUp>

const start = 100_000

const methods = [
  ...["pm_card_visa", "pm_card_bypassPending", "pm_card_visa_chargeDeclined", "pm_card_threeDSecure2Required"],
  ...["pm_card_refundFail", "pm_card_pendingRefund", "pm_card_createDispute", "pm_usBankAccount_success"]
] as const

const action = fc.oneof(
  fc.record({
    do: fc.constant("pay" as const),
    method: fc.constantFrom(...methods),
    amount: fc.constantFrom(1_000, 2_000, 30_000),
    manual: fc.boolean()
  }),
  fc.record({
    do: fc.constantFrom("capture", "cancel", "refund", "authenticate", "take-back", "fail", "dispute", "win" as const),
    which: fc.nat(5),
    amount: fc.constantFrom(400, 1_000, 1_003, 2_000)
  }),
  fc.record({ do: fc.constant("payout" as const), amount: fc.integer({ min: 1, max: 80_000 }), bad: fc.boolean() }),
  fc.record({ do: fc.constant("wait" as const), ms: fc.constantFrom(1_000, 60_000, 3 * 86_400_000, 8 * 86_400_000) })
)

type Action = typeof action extends fc.Arbitrary<infer A> ? A : never

const quietly = (deed: () => unknown): void => {
  try {
    deed()
  } catch (error) {
    // What cannot be done now is no deed.
    expect(["BadInput", "NotThere", "StripeError"]).toContain((error as Error).name)
  }
}

const carryOut = async ({ admin, clock, post, stripe }: World, made: Action): Promise<void> => {
  if (made.do === "wait") return clock.advance(made.ms)
  if (made.do === "payout") {
    const destination = made.bad ? "ba_bad" : "ba_good"
    return void (await post("/v1/payouts", { amount: made.amount, currency: "usd", destination }))
  }
  if (made.do === "pay") {
    const changes = { amount: made.amount, payment_method: made.method, metadata: {} }
    return void (await post(
      "/v1/payment_intents",
      card({ ...changes, ...(made.manual && { capture_method: "manual" }) })
    ))
  }
  const all = stripe.admin.operations()
  const payments = all.filter(({ kind }) => kind === "payment")
  const id = payments[made.which % Math.max(payments.length, 1)]?.id ?? "none"
  const payout = all.filter(({ kind }) => kind === "payout")[made.which]?.id ?? "none"
  const { amount } = made
  if (made.do === "capture") await post(`/v1/payment_intents/${id}/capture`, { amount_to_capture: amount })
  if (made.do === "cancel") await post(`/v1/payment_intents/${id}/cancel`)
  if (made.do === "refund") await post("/v1/refunds", { payment_intent: id, amount })
  if (made.do === "authenticate") quietly(() => admin.authenticate(id))
  if (made.do === "take-back") quietly(() => admin.takeBack(id))
  if (made.do === "fail") quietly(() => admin.setStatus("payout", payout, "failed"))
  if (made.do === "dispute") quietly(() => admin.dispute(id, 1))
  if (made.do === "win") quietly(() => admin.closeDispute(id, "won"))
}

const listed = async ({ get }: World, path: string): Promise<ReadonlyArray<Body>> => {
  const all: Array<Body> = []
  for (let more: Body = { has_more: true }; more.has_more === true; ) {
    const { body } = await get(path, { limit: 100, starting_after: all.at(-1)?.id })
    all.push(...(body.data as ReadonlyArray<Body>))
    more = body
  }
  return all
}

const sum = (numbers: ReadonlyArray<unknown>): number =>
  numbers.reduce<number>((total, each) => total + Number(each), 0)

const usd = (parts: unknown): number =>
  Number((parts as ReadonlyArray<Body>).find(({ currency }) => currency === "usd")?.amount ?? 0)

const cents = (world: World, kind: string): number =>
  sum(world.admin.ledger().flatMap((entry) => (entry.kind === kind ? [Math.round(Number(entry.amount) * 100)] : [])))

const check = async (world: World): Promise<void> => {
  const rows = await listed(world, "/v1/balance_transactions")
  const { body } = await world.get("/v1/balance")
  const pending = rows.filter(({ status }) => status === "pending").map(({ net }) => net)
  expect(usd(body.pending)).toBe(sum(pending))
  expect(usd(body.available) + usd(body.pending)).toBe(start + sum(rows.map(({ net }) => net)))
  const charges = await listed(world, "/v1/charges")
  for (const charge of charges) {
    expect(charge.amount_captured).toBeLessThanOrEqual(Number(charge.amount))
    if (charge.captured === true) expect(charge.amount_refunded).toBeLessThanOrEqual(Number(charge.amount_captured))
  }
  expect(cents(world, "payment")).toBe(sum(charges.map(({ amount_captured }) => amount_captured)))
  const isBack = ({ pending_reason, status }: Body): boolean =>
    pending_reason === "insufficient_funds" || /^(failed|canceled)$/.test(String(status))
  for (const out of [...(await listed(world, "/v1/refunds")), ...(await listed(world, "/v1/payouts"))]) {
    const moved = sum(rows.filter(({ source }) => source === out.id).map(({ net }) => net))
    expect(moved).toBe(isBack(out) ? 0 : -Number(out.amount))
  }
  const refunds = (await listed(world, "/v1/refunds")).filter(({ status }) => status === "succeeded")
  expect(cents(world, "paymentRefunded") - cents(world, "refundReturned")).toBe(
    sum(refunds.map(({ amount }) => amount))
  )
  const payouts = (await listed(world, "/v1/payouts")).filter(({ status }) => status === "paid")
  expect(cents(world, "payout") - cents(world, "payoutReturned")).toBe(sum(payouts.map(({ amount }) => amount)))
}

it("money is neither made nor lost", async () => {
  const account = {
    id: "acct_1Own",
    keys: ["sk_test_sandbox"],
    balances: { usd: start },
    externalAccounts: [
      { id: "ba_good", currency: "usd" },
      { id: "ba_bad", currency: "usd", fails: "no_account" }
    ]
  }
  await fc.assert(
    fc.asyncProperty(fc.array(action, { minLength: 5, maxLength: 40, size: "max" }), async (actions) => {
      const world = setUp({ accounts: [account], endpoints: [] })
      for (const made of actions) await carryOut(world, made)
      await check(world)
      await world.clock.advance(30 * 86_400_000)
      await check(world)
    }),
    { numRuns: 200 }
  )
})
