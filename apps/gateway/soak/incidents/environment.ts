/**
 * What a database, a clock and a neighbour may do: each incident is made, taken back, and it is told how long the gateways
 * needed to be themselves again, which is reported and never judged.
 */
import { setTimeout as pause } from "node:timers/promises"
import type { Story } from "../story.ts"
import type { Database } from "../world/databases.ts"
import type { Gateway } from "../world/gateway.ts"
import type { Simulators } from "../world/simulators.ts"
import { until } from "../world/until.ts"

/** One incident. */
export type EnvironmentIncident = "fail over" | "black hole" | "wrong clock" | "slow neighbour" | "flood" | "full disk"

/** How long one took. */
export interface RecoveryTime {
  readonly incident: EnvironmentIncident
  /** Until every node was ready again after it was over. */
  readonly recoveredMillis: number
}

/** What incidents are made with. */
export interface Scene {
  readonly story: Story
  readonly pick: <A>(items: readonly [A, ...ReadonlyArray<A>]) => A
  readonly gateways: readonly [Gateway, ...ReadonlyArray<Gateway>]
  readonly database: Database
  readonly simulators: Simulators
}

const holeMillis = 15_000
const fullMillis = 15_000
const wrongMillis = 10_000
const slowMillis = 25_000
const floodMillis = 10_000
const floodEachSecond = 200
const month = 30 * 86_400_000

const forged = (number: number): RequestInit => ({
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ order_id: `forged-${number}`, status: "paid", sign: "0".repeat(64) }),
  signal: AbortSignal.timeout(10_000)
})

/** Makes incidents. */
export const make = ({ database, gateways, pick, simulators, story }: Scene) => {
  const recoveryTimes: Array<RecoveryTime> = []

  const flood = async (sent: { count: number; refused: number }) => {
    const end = performance.now() + floodMillis
    while (performance.now() < end) {
      for (let each = 0; each < floodEachSecond / 10; each += 1) {
        sent.count += 1
        void fetch(`${pick(gateways).url}/callbacks/p2p/payouts`, forged(sent.count)).then(
          ({ body, status }) => {
            if (status === 429 || status === 503) sent.refused += 1
            return body?.cancel()
          },
          () => undefined
        )
      }
      await pause(100)
    }
  }

  const actions: Readonly<Record<EnvironmentIncident, () => Promise<unknown>>> = {
    "fail over": async () => database.failOver?.(),
    "black hole": async () => database.vanish?.(holeMillis),
    "full disk": async () => database.fill?.(fullMillis),
    "wrong clock": async () => {
      const gateway = pick(gateways)
      const by = pick([month, -month, 3_600_000, -3_600_000, 30_000, -30_000])
      gateway.setWrong(by)
      story.log(`the clock of ${gateway.name} is ${by / 1000} seconds wrong`)
      await pause(wrongMillis)
      gateway.setWrong(0)
    },
    "slow neighbour": async () => {
      const { feennex } = simulators
      const fault = { kind: "delay", ms: slowMillis, when: "before" }
      await feennex.post("faults", { fault, endpoint: "/withdraw/create", times: 40 })
      await pause(slowMillis)
      await feennex.behave()
    },
    flood: async () => {
      const sent = { count: 0, refused: 0 }
      await flood(sent)
      story.log(`${sent.count} forged callbacks were sent, ${sent.refused} of them refused so far`)
    }
  }

  return {
    recoveryTimes,
    make: async (incident: EnvironmentIncident) => {
      story.log(`${incident} begins`)
      await actions[incident]()
      const over = performance.now()
      // It is no law how soon: only that it happens by itself.
      let reasons: ReadonlyArray<ReadonlyArray<string> | undefined> = []
      const isReady = async () => {
        reasons = await Promise.all(gateways.map((each) => each.notReady()))
        return reasons.every((why) => why?.length === 0)
      }
      await until(`every node is ready after ${incident}`, isReady, { every: 200, seconds: 300 }).catch(
        (error: Error) => {
          throw new Error(`${error.message}; ${JSON.stringify(reasons)}`)
        }
      )
      const recoveredMillis = Math.round(performance.now() - over)
      recoveryTimes.push({ incident, recoveredMillis })
      story.log(`${incident} is over, and every node was ready ${recoveredMillis} ms later`)
    }
  }
}
