/** What the chapters of a story have in hand: the gateway, the simulators, and short words for what is done with them. */
import { Effect } from "effect"
import { type App, paymentRequest, payoutRequest } from "../../operations/support/app.ts"
import type { Simulators } from "../../operations/support/simulators.ts"
import { beginning, startSimulators } from "../setting.ts"
import type { Call } from "../tape.ts"
import { makeTape } from "../tape.ts"

/** Both simulators, with everything that they are asked on a tape. */
export const makeStage = () => {
  const now = { read: () => beginning }
  const tape = makeTape(() => now.read())
  const simulators: Simulators = startSimulators({ wrap: tape.wrap })
  now.read = simulators.clock.now

  /** Asks an admin route. */
  const administer = async (to: Call["to"], path: string, body: object = {}) => {
    const url = `http://127.0.0.1:${to === "feennex" ? 8081 : 8082}/_sandbox/${path}`
    const response = await simulators.fetch[to](url, { method: "POST", body: JSON.stringify(body) })
    if (!response.ok) throw new Error(`${path}: ${await response.text()}`)
  }
  const create = { feennex: { payout: "/withdraw/create", payment: "/invoice/create" }, p2p: "create_pay_out" } as const

  return {
    simulators,
    calls: tape.calls,
    administer,
    /** What goes wrong with the create of a payout or payment. */
    fault: (to: Call["to"], kind: "payout" | "payment", reference: string, fault: object) =>
      administer(to, "faults", { fault, reference, endpoint: to === "p2p" ? create.p2p : create.feennex[kind] }),
    /** How a payout goes on at the P2P platform; its callbacks are lost unless told otherwise. */
    plan: async (reference: string, steps: ReadonlyArray<object>, script: object = { lost: true }) => {
      await administer("p2p", "plans", { reference, steps })
      await administer("p2p", "callbacks/scripts", { reference, script })
    },
    /** A payout, stored and not sent. */
    payout: async (app: App, reference: string, extra: object = {}) => {
      const request = await payoutRequest(reference, extra)
      const create = app.core.payouts.create({ idempotencyKey: `key of ${reference}`, bodyDigest: "d", request })
      const { resource } = await app.run(Effect.withSpan(create, "POST /v1/payouts"))
      await simulators.clock.advance(1000)
      return resource.id
    },
    /** A payment, stored and not sent. */
    payment: async (app: App, reference: string, extra: object = {}, followUpOf?: string) => {
      const request = await paymentRequest(reference, extra)
      const input = { idempotencyKey: `key of ${reference}`, bodyDigest: "d", request, followUpOf }
      const { resource } = await app.run(Effect.withSpan(app.core.payments.create(input), "POST /v1/payments"))
      await simulators.clock.advance(1000)
      return resource.id
    }
  }
}

/** What the chapters have in hand. */
export type Stage = ReturnType<typeof makeStage>

/** Runs what is due in turn until something is so; the story has a fault if it never is. */
export const until = async (app: App, seconds: number, isSo: () => Promise<boolean>, what: string) => {
  for (let n = 0; n < 1000; n += 1) {
    if (await isSo()) return
    await app.later(seconds)
  }
  throw new Error(`never came: ${what}`)
}
