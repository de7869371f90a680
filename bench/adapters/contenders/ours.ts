/**
 * Our adapters from end to end: the request validated, signed, sent, the answer decoded and mapped. `Effect` is the
 * adapter's own API with a request of the domain; `Promise` is the facade's API, which also decodes the request from
 * JSON, chooses the instance, keeps the record of attempts and encodes the answer. They choose the direct transport, as
 * who counts microseconds does, but for those that say over what they send.
 */
import { Money, type Outcome, type Payout, Transport } from "@switchyard/core"
import * as Undici from "@switchyard/core/Undici"
import { Switchyard } from "@switchyard/facade"
import { Feennex } from "@switchyard/feennex"
import { P2p } from "@switchyard/p2p"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { keys } from "../answers.ts"
import { expect, type Make } from "./Contender.ts"

const feennexOptions = (origin: string) => ({
  baseUrl: origin,
  shopId: 112,
  shopCurrency: "USD" as const,
  payways: { payouts: { card: { RUB: "card_rub" } } }
})

const p2pOptions = (origin: string) => ({
  baseUrl: origin,
  merchant: "bench",
  callbackBaseUrl: "https://merchant.example"
})

const amount = Money.unsafe("1500.00", "RUB")

const request = (reference: string): Payout.PayoutRequest => ({
  reference,
  amount,
  destination: { type: "card", number: Redacted.make("4111111111111111") }
})

const expectPayout = (payout: Payout.Payout, reference: string) =>
  expect(
    payout.status === "processing" &&
      payout.reference === reference &&
      payout.amount !== undefined &&
      Money.equals(payout.amount, amount) &&
      payout.anomalies.length === 0,
    payout
  )

const over = Context.make(Transport.Transport, Undici.direct())

const created = async (sending: Outcome.Send<Payout.Payout>, reference: string, transport = over) => {
  const outcome = await Effect.runPromiseWith(transport)(sending)
  if (outcome._tag === "Accepted") expectPayout(outcome.value, reference)
  else expect(false, outcome)
}

const feennex = (origin: string) =>
  Effect.runPromise(Feennex.make({ ...feennexOptions(origin), secretKey: Redacted.make(keys.feennex) }))

const feennexOver =
  (transport: Context.Context<never>): Make =>
  async (origin) => {
    const { payouts } = await feennex(origin)
    return { call: (reference) => created(payouts.create(request(reference)), reference, transport) }
  }

export const feennexCreate: Make = feennexOver(over)

/** Nothing chosen: ky over the pool. */
export const feennexKy: Make = feennexOver(Context.empty())

/** What is the default on every other runtime. */
export const feennexPlatform: Make = feennexOver(Context.make(Transport.Transport, Transport.platform))

export const feennexGet: Make = async (origin) => {
  const { payouts } = await feennex(origin)
  return {
    call: async (reference) => expectPayout(await Effect.runPromiseWith(over)(payouts.get({ reference })), reference)
  }
}

export const p2pCreate: Make = async (origin) => {
  const options = { ...p2pOptions(origin), apiKey: Redacted.make("bench"), signKey: Redacted.make(keys.p2p) }
  const { payouts } = await Effect.runPromise(P2p.make(options))
  return { call: (reference) => created(payouts.create(request(reference)), reference) }
}

const throughFacade =
  (use: string, options: (origin: string) => object): Make =>
  async (origin) => {
    const config = {
      providers: { one: { use, options: options(origin) } },
      routes: { payouts: [{ try: ["one"] }] }
    }
    const client = await Switchyard.open(config, { context: over })
    return {
      call: async (reference) => {
        const answer = await client.payouts.create({
          reference,
          amount: { value: "1500.00", currency: "RUB" },
          destination: { type: "card", number: "4111111111111111" }
        })
        expect(
          answer._tag === "accepted" &&
            answer.value.status === "processing" &&
            answer.value.amount?.value === "1500.00" &&
            answer.value.anomalies.length === 0,
          answer
        )
      }
    }
  }

export const feennexPromise = throughFacade("@switchyard/feennex", (origin) => ({
  ...feennexOptions(origin),
  secretKey: keys.feennex
}))

export const p2pPromise = throughFacade("@switchyard/p2p", (origin) => ({
  ...p2pOptions(origin),
  apiKey: "bench",
  signKey: keys.p2p
}))
