/**
 * A P2P platform that is away for as long as a test wants: what is asked for meanwhile is written down, refused for certain
 * and tried again, so it is sent at the very moment that a test has prepared. Or it takes a payout and is silent about it.
 */
import type { Client } from "../../../soak/merchant/client.ts"
import type { Simulators } from "../../../soak/world/simulators.ts"
import { until } from "../../../soak/world/until.ts"

// By the providers' own clock, which only the tests move.
const ms = 3_600_000

/** Nobody listens at the platform any more. */
export const leave = ({ p2p }: Simulators): Promise<unknown> => p2p.post("offline", { ms })

/** It listens again. */
export const comeBack = async ({ feennex, p2p }: Simulators): Promise<void> => {
  await feennex.post("clock/advance", { ms })
  await until("the platform is back", p2p.isUp, { every: 10 })
}

/** Resolves when the gateway has written down that these were refused and are to be tried again. */
export const wereRefused = (client: Client, ids: ReadonlyArray<string>): Promise<void> =>
  until("they were refused", async () => {
    const timelines = await Promise.all(ids.map((id) => client.get<object>(`/v1/payouts/${id}/timeline`)))
    return timelines.every((timeline) => JSON.stringify(timeline).includes("NotExecuted"))
  })

/** The next payout is made and paid, and not answered before `answer`; only while the platform is not away. */
export const holdAnswer = ({ p2p }: Simulators): Promise<unknown> =>
  p2p.post("faults", { fault: { kind: "delay", ms, when: "after" }, endpoint: "create_pay_out" })

/** Now it is answered. */
export const answer = ({ p2p }: Simulators): Promise<unknown> => p2p.post("clock/advance", { ms })
