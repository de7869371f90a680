/**
 * One run: a merchant loads the gateway, providers misbehave, processes are killed, everything settles, and the laws are
 * looked at.
 */
import { setTimeout as pause } from "node:timers/promises"
import * as Life from "./bank/life.ts"
import * as Incidents from "./incidents/incidents.ts"
import * as Faults from "./incidents/providerFaults.ts"
import type * as Client from "./merchant/client.ts"
import * as Load from "./merchant/load.ts"
import * as Random from "./random.ts"
import { reread, settle } from "./settle.ts"
import type { Story } from "./story.ts"
import { complaints, gather } from "./verdict/facts.ts"
import { broken } from "./verdict/laws.ts"
import type { Outcome } from "./verdict/outcome.ts"
import { timelines } from "./verdict/report.ts"
import type { Clock } from "./world/clock.ts"
import type { Kind } from "./world/databases.ts"
import { until } from "./world/until.ts"
import * as World from "./world/world.ts"

/** What a run is made of. */
export interface Plan {
  readonly seed: number
  readonly database: Kind
  readonly nodes: number
  readonly incidents: ReadonlyArray<Incidents.Incident>
  readonly clients: number
  /** New acknowledgements before each incident, so that it always meets a load. */
  readonly ordersBetween: number
  /** See `Load.Options`. */
  readonly restMillis?: number | undefined
  readonly offlineMillis: number
  /** How often a standby takes over among the incidents. */
  readonly failOvers?: number | undefined
  /** See `Databases.Options`. */
  readonly isPrepared?: boolean | undefined
  /** See `settle`. */
  readonly isPatient: boolean
}

const tickMillis = 250
const tickStep = 1_000

// During the trouble time goes faster too, so that leases end and operations are polled while everything is broken.
const ticking = (clock: Clock) => {
  let isOver = false
  const forever = async () => {
    while (!isOver) {
      await pause(tickMillis)
      await clock.leap(tickStep)
    }
  }
  const running = forever()
  running.catch(() => undefined)
  return async () => {
    isOver = true
    await running
  }
}

const runIncidents = async (
  plan: Plan,
  world: World.World,
  client: Client.Client,
  random: Random.Random,
  story: Story
) => {
  const { clients, offlineMillis, ordersBetween, seed, incidents } = plan
  // Incidents take their time, and what was ordered meanwhile has to be carried to its end.
  const restMillis = incidents.some((each) => each === "flood") ? 3_000 : plan.restMillis
  const load = Load.start(client, random, { run: `soak-${seed}`, clients, most: 100_000, restMillis })
  const faults = Faults.start(random, world.simulators, () => load.acknowledged.length)
  const life = Life.start(random, world.simulators.bank)
  const stopTicking = ticking(world.clock)
  const { broken: wrong, make, recoveryTimes } = Incidents.make({ ...world, random, story, offlineMillis })
  let loaded = 0
  const loadedMore = () =>
    until("the load goes on", () => load.acknowledged.length >= loaded + ordersBetween || client.surprises.length > 0)
  for (const each of incidents) {
    await loadedMore()
    await make(each)
    loaded = load.acknowledged.length
    story.log(`after "${each}": ${loaded} acknowledged`)
  }
  await loadedMore()
  await load.stop()
  await world.refunds.stop()
  await faults.stop()
  await life.calm()
  await stopTicking()
  world.receiver.behave()
  const violations = await complaints(world.simulators)
  return {
    acknowledged: [...load.acknowledged, ...world.refunds.acknowledged],
    life,
    calmSince: world.clock.now(),
    violations,
    faults: faults.count() + life.count(),
    wrong,
    recoveryTimes
  }
}

/** Runs the plan; whatever it starts is ended. */
export const run = async (plan: Plan, story: Story): Promise<Outcome> => {
  const began = performance.now()
  const random = Random.make(plan.seed)
  story.log(`seed ${plan.seed}, ${plan.database}, ${plan.nodes} nodes, ${plan.incidents.length} incidents`)
  return World.using({ ...plan, random }, async (world) => {
    const { captures, client, clock, gateways, payers, receiver, refunds, simulators } = world
    const { acknowledged, calmSince, faults, life, recoveryTimes, violations, wrong } = await runIncidents(
      plan,
      world,
      client,
      random,
      story
    )
    story.log(`${acknowledged.length} acknowledged; time is moved on until all is over`)
    await settle(client, clock, simulators, { absent: payers.absent, isPatient: plan.isPatient, story })
    await payers.done()
    await captures.done()
    await life.stop()
    await reread(client, clock)
    const facts = await gather(
      { acknowledged, asked: captures.asked, calmSince, isPatient: plan.isPatient, violations },
      client,
      receiver,
      simulators
    )
    const laws = [...wrong, ...broken(facts, payers.absent)]
    story.log(`over; the world's clock is ${Math.round(clock.ahead() / 60_000)} minutes ahead`)
    return {
      facts,
      broken: laws,
      timelines: await timelines(client, facts, laws),
      counts: client.counts,
      refused: refunds.refused(),
      refusedChanges: captures.refused(),
      faults,
      recoveryTimes,
      stale: receiver.stale(),
      memory: await Promise.all(gateways.map((each) => each.memory())),
      seconds: Math.round((performance.now() - began) / 1000)
    }
  })
}
