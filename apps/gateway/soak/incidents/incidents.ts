/** What is done to the processes: gateways and the database are killed, gateways drained, providers go off line. */
import { setTimeout as pause } from "node:timers/promises"
import type { Random } from "../random.ts"
import type { Story } from "../story.ts"
import type { Providers } from "../world/bank.ts"
import type { Database } from "../world/databases.ts"
import type { Gateway } from "../world/gateway.ts"
import { until } from "../world/until.ts"
import * as Incidents from "./environment.ts"

/** One trouble. */
export type Incident =
  | "kill a gateway"
  | "kill the database"
  | "drain a gateway"
  | "providers off line"
  | "all at once"
  | Incidents.EnvironmentIncident

/** What troubles are made with. */
export interface Scene {
  readonly random: Random
  readonly story: Story
  readonly gateways: readonly [Gateway, ...ReadonlyArray<Gateway>]
  readonly database: Database
  readonly simulators: Providers
  /** How long providers are off line; a quarter of it when everything fails at once. */
  readonly offlineMillis: number
}

/** Makes trouble, and resolves when everything is up again. */
export const make = ({ database, gateways, offlineMillis, random, simulators, story }: Scene) => {
  const broken: Array<string> = []
  const { bank, feennex, p2p } = simulators

  const kill = async () => {
    const gateway = random.pick(gateways)
    await gateway.kill()
    story.log(`${gateway.name} was killed`)
    // It is missed for a moment, as it would be.
    await pause(random.below(500))
    await gateway.start()
    story.log(`${gateway.name} listens again`)
  }
  const drain = async () => {
    const gateway = random.pick(gateways)
    const end = await gateway.drain()
    story.log(`${gateway.name} was told to stop and ended with ${end}`)
    if (end !== 0) broken.push(`${gateway.name} ended with ${end} after SIGTERM: ${gateway.printed().slice(-2000)}`)
    await gateway.start()
  }
  const crash = async () => {
    if (database.crash === undefined) return
    await database.crash()
    story.log("the database was killed and runs again")
  }
  const offline = async (ms: number) => {
    story.log("the providers go off line")
    await Promise.all([bank, feennex, p2p].map((each) => each.post("offline", { ms })))
    const isBack = async () => (await bank.isUp()) && (await feennex.isUp()) && (await p2p.isUp())
    await until("the providers are back", isBack, { every: 200 })
    story.log("the providers are back")
  }
  const incidents = Incidents.make({ database, gateways, simulators, story, pick: random.pick })
  const incident = (which: Incidents.EnvironmentIncident) => () => incidents.make(which)
  const actions: Readonly<Record<Incident, () => Promise<unknown>>> = {
    "kill a gateway": kill,
    "drain a gateway": drain,
    "kill the database": crash,
    "providers off line": () => offline(offlineMillis),
    "all at once": () => Promise.all([offline(Math.ceil(offlineMillis / 4)), kill(), crash()]),
    "fail over": incident("fail over"),
    "black hole": incident("black hole"),
    "wrong clock": incident("wrong clock"),
    "slow neighbour": incident("slow neighbour"),
    flood: incident("flood"),
    "full disk": incident("full disk")
  }
  return { broken, recoveryTimes: incidents.recoveryTimes, make: (incident: Incident) => actions[incident]() }
}
