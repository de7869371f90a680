/**
 * Providers that misbehave: lost and falsified answers, resets, slowness, refusals, payouts that fail, callbacks that
 * come twice, late, forged or never: the more, the more is asked of them.
 */
import { setTimeout as pause } from "node:timers/promises"
import type { Random } from "../random.ts"
import type { Name, Provider, Simulators } from "../world/simulators.ts"

type Script = readonly [path: string, body: object]

/** Providers that misbehave until told otherwise. */
export interface Faults {
  readonly count: () => number
  readonly stop: () => Promise<void>
}

const creates = {
  feennex: ["/withdraw/create", "/withdraw/create", "/invoice/create"],
  p2p: ["create_pay_out"]
} as const
const reads = { feennex: ["/withdraw/shop_payment_status", "/invoice/check"], p2p: ["status_pay_out"] } as const
const refusals = {
  feennex: { kind: "error", code: 9, message: "Insufficient balance" },
  p2p: { kind: "error", message: "overloading requisite" }
} as const
const failures = {
  feennex: {
    kind: "payout",
    steps: [
      { status: 3, after: 0 },
      { status: 6, after: 2000, rejectedReason: "No such card" }
    ]
  },
  p2p: {
    steps: [
      { status: "expectation", after: 0 },
      { status: "rejected_gate", after: 2000 }
    ]
  }
} as const

const randomFault = (random: Random, { name }: Provider<Name>): Script => {
  const times = 1 + random.below(2)
  const ms = 100 + random.below(1500)
  const acts = random.chance(0.5)
  const onCreate = random.pick(creates[name])
  const onRead = random.pick(reads[name])
  return random.pick<Script>([
    ["faults", { fault: { kind: "resetAfter" }, endpoint: onCreate, times }],
    ["faults", { fault: { kind: "resetBefore" }, endpoint: onCreate, times }],
    ["faults", { fault: { kind: "truncate" }, endpoint: onCreate, times }],
    ["faults", { fault: { kind: "html", acts }, endpoint: onCreate, times }],
    ["faults", { fault: { kind: "delay", ms, when: acts ? "after" : "before" }, endpoint: onCreate, times }],
    ["faults", { fault: { kind: "refuse" }, endpoint: onCreate, times }],
    ["faults", { fault: { kind: "rateLimit", retryAfter: 2 }, endpoint: onCreate, times }],
    ["faults", { fault: refusals[name], endpoint: onCreate, times }],
    ["faults", { fault: { kind: "resetAfter" }, endpoint: onRead, times }],
    ["faults", { fault: { kind: "html" }, endpoint: onRead, times }],
    ["faults", { fault: { kind: "delay", ms }, endpoint: onRead, times }],
    ["plans", { ...failures[name], times }],
    ["callbacks/scripts", { script: { copies: 3 }, times }],
    ["callbacks/scripts", { script: { late: ms * 10 }, times }],
    ["callbacks/scripts", { script: { forged: true }, times }],
    ["callbacks/scripts", { script: { lost: true }, times }]
  ])
}

const ordersEach = 4
const lookMillis = 50

/** Makes both providers misbehave once for every few of the orders that `ordered` counts. */
export const start = (random: Random, { feennex, p2p }: Simulators, ordered: () => number): Faults => {
  let count = 0
  let isOver = false
  const forever = async () => {
    while (!isOver) {
      await pause(lookMillis)
      if (ordered() < count * ordersEach) continue
      const provider = random.pick<Provider<Name>>([feennex, p2p])
      const [path, body] = randomFault(random, provider)
      // While it is off line nobody can make it any worse.
      await provider.post(path, body).then(
        () => (count += 1),
        (error: unknown) => {
          if (!(error instanceof TypeError)) throw error
        }
      )
    }
  }
  const running = forever()
  running.catch(() => undefined)
  return {
    count: () => count,
    stop: async () => {
      isOver = true
      await running
      await Promise.all([feennex.behave(), p2p.behave()])
    }
  }
}
