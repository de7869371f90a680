/**
 * Three payouts by one route: one that is simply paid, one that the first provider refuses and the second pays, and one
 * whose answer is lost, which is looked up and never given to anybody else. The route decides who is first and second.
 */
import { Money } from "@switchyard/core"
import { Payouts } from "@switchyard/facade"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { later, type World } from "./world.ts"

const request = (reference: string) =>
  Payouts.decodeRequest({
    reference,
    amount: { value: "1500.00", currency: "RUB" },
    destination: { type: "card", number: "4111111111111111", holder: "Ivanov Ivan" },
    recipientEmail: "recipient@shop.example",
    description: "Reward"
  })

/** Follows an accepted or found payout to its end at the provider that has it, and checks that nobody else paid. */
const followToPaid = Effect.fnUntraced(function* (world: World, provider: string, reference: string) {
  const { far, inbox, narrator, switchyard } = world
  narrator.step(`${reference} is followed to its end at ${provider}`)
  yield* later(world, 60)
  for (const raw of inbox.received.filter(
    ({ instance, path }) => instance === provider && path.startsWith("payouts")
  )) {
    const event = yield* switchyard.payouts.parseCallback(provider, raw)
    if (event.reference !== reference) continue
    narrator.say(`   callback ${event.trust} from ${provider}: ${event.providerStatus}; only the status decides`)
  }
  const paid = yield* switchyard.payouts.get(provider, { reference })
  narrator.sent()
  yield* narrator.must(paid.status === "paid", `${provider} says paid`)
  const payers = Object.entries(far).map(([name, side]) => ({ name, times: side.payouts(reference) }))
  yield* narrator.must(
    payers.every(({ name, times }) => times === (name === provider ? 1 : 0)),
    `by the ledgers: ${payers.map(({ name, times }) => `${name} paid ${times}×`).join(", ")}`
  )
})

/** Tells of three payouts to a card. */
export const payoutStory = Effect.fnUntraced(function* (world: World) {
  const { far, narrator, switchyard } = world
  const { payouts } = switchyard
  const first = yield* request("payout-2001")
  const route = payouts.candidates(first).flatMap((candidate) => (candidate.in ? [candidate.instance] : []))
  const [primary = "", secondary = ""] = route

  narrator.step("A payout of 1500.00 RUB to a card is quoted and the card is checked, by whoever of the route can")
  const quote = yield* payouts.quote({ amount: first.amount, destinationType: "card" })
  const check = yield* payouts.checkAccount({ amount: first.amount, destination: first.destination })
  narrator.sent()
  yield* narrator.must(
    Money.equals(quote.receive, first.amount) && check.result === "payable",
    `${quote.instance}: ${Money.toText(quote.debit)} ${quote.debit.currency} leave the balance; the card is payable`
  )

  narrator.step(`It is created; the route says ${route.join(", then ")}`)
  const created = yield* payouts.create(first)
  narrator.sent()
  yield* narrator.must(created._tag === "Accepted", `accepted by ${created.attempts.at(-1)?.instance}`)
  yield* followToPaid(world, primary, first.reference)

  narrator.step(`Another payout: ${primary} has no money left and refuses it`)
  far[primary]?.refuseNext()
  const second = yield* request("payout-2002")
  const failedOver = yield* payouts.create(second)
  narrator.sent()
  yield* narrator.must(
    failedOver._tag === "Accepted" && failedOver.attempts.map(({ instance }) => instance).join() === route.join(),
    failedOver.attempts.map(({ instance, outcome, reason }) => `${instance}: ${reason ?? outcome}`).join(", then ")
  )
  yield* followToPaid(world, secondary, second.reference)

  narrator.step(`A third payout: ${primary} has it, but the answer gets lost on its way back`)
  far[primary]?.loseNextAnswer()
  const third = yield* request("payout-2003")
  const lost = yield* payouts.create(third)
  narrator.sent()
  yield* narrator.must(
    lost._tag === "OutcomeUnknown" && far[secondary]?.creates(third.reference) === 0,
    `unknown, so ${secondary} was not asked: nothing may follow but a look-up at ${primary}`
  )

  narrator.step(`It is looked up at ${primary} under our own id, ${third.reference}`)
  const found = yield* payouts.get(primary, { reference: third.reference })
  narrator.sent()
  yield* narrator.must(found.status === "processing", "found, processing")

  narrator.step("Asking again at once is refused before anything is sent")
  const early = yield* Effect.result(payouts.get(primary, { reference: third.reference }))
  narrator.sent()
  yield* narrator.must(
    Result.isFailure(early) && early.failure._tag === "ReadFailed" && early.failure.retryAfterMillis !== undefined,
    "too early: a provider wants time between two reads of one payout"
  )
  yield* followToPaid(world, primary, third.reference)
  yield* narrator.must(far[primary]?.creates(third.reference) === 1, "one request to create it was ever sent")
})
