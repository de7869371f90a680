/**
 * Processes of ours: each has a facade of its own, so memory that only helps within one process (spacing, references
 * that were created) is lost with it. A schedule says where the next worker dies or stands still; a dead process does
 * nothing more, whatever it was waiting for.
 */
import { Transport } from "@switchyard/core/Transport"
import type { Service } from "@switchyard/facade/Switchyard"
import * as Switchyard from "@switchyard/facade/Switchyard"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type { Point } from "../schedule.ts"
import type { Caller } from "./caller.ts"
import { first, json, type Load, loadOver, type Pointed } from "./config.ts"
import * as Line from "./line.ts"
import * as Network from "./network.ts"
import type { Broken, World } from "./world.ts"

/** One process. */
export interface Node extends Caller {
  readonly switchyard: Service
  /** What its effects run in. */
  readonly context: Context.Context<never>
  /** `reach` for Effect: ends the fiber when the process is dead. */
  readonly point: (point: Point) => Effect.Effect<void>
}

/** The processes of a schedule. */
export interface Nodes {
  /** The process that takes the next work; started when there is none in its place. */
  readonly next: () => Promise<Node>
  /** All processes die; new ones start with this config. */
  readonly restart: (pointed: Pointed) => void
}

/** What effects of a process run in: the schedule's time, and its own way to the simulators. */
export const contextOf = (world: World, caller: Caller, { wrap }: Broken): Context.Context<never> => {
  const { feennex, p2p } = world.simulators
  const transport = Network.make(world.time, { feennex, p2p }, caller, world.record)
  return Context.add(Context.make(Transport, wrap?.(transport) ?? transport), Clock.Clock, world.time.effect)
}

/** How a process gets its providers: each has a line of its own to the one that is not on the network. */
export const loadOf = ({ record, simulators, time }: World, caller: Caller, broken: Broken): Load => {
  const exchangeOf = Line.make(simulators.memory, caller, { now: time.now, record })
  return loadOver(broken.carry?.(exchangeOf) ?? exchangeOf, broken.adapter)
}

/** No process yet. */
export const make = (world: World, broken: Broken): Nodes => {
  const { incidents, settings, record, time } = world
  let pointed: Pointed = first
  let places: Array<{ readonly node: Node; readonly kill: () => void } | undefined> = []
  let turn = 0
  let started = 0

  const start = async (place: number) => {
    started += 1
    const name = `node ${started}`
    let down = false
    const kill = () => {
      down = true
      if (places[place]?.node.name === name) places[place] = undefined
    }
    const reach = async (point: Point): Promise<void> => {
      const incident = down ? undefined : incidents.take(point)
      if (incident === undefined) return
      if (incident.do === "crash") {
        record(name, `dies (${point})`)
        return kill()
      }
      // What has left cannot be held back.
      if (point === "sending") return
      record(name, `stands still for ${incident.ms} ms (${point})`)
      await time.clock.sleep(incident.ms)
      if (!down) record(name, "wakes")
    }
    const caller = { name, isDown: () => down, reach }
    const opening = Effect.tap(
      Switchyard.make(json(settings, pointed), { load: loadOf(world, caller, broken) }),
      ({ instances, payouts }) => Effect.forEach(instances, ({ name }) => payouts.confirmOn(name))
    )
    const node: Node = {
      ...caller,
      switchyard: await Effect.runPromise(Effect.scoped(Effect.orDie(opening))),
      context: contextOf(world, caller, broken),
      point: (point) =>
        Effect.flatMap(
          Effect.promise(() => reach(point)),
          () => (down ? Effect.interrupt : Effect.void)
        )
    }
    return { node, kill }
  }

  return {
    next: async () => {
      turn += 1
      const place = turn % settings.nodes
      const standing = places[place] ?? (await start(place))
      places[place] = standing
      return standing.node
    },
    restart: (next) => {
      pointed = next
      for (const standing of places) standing?.kill()
      places = []
    }
  }
}
