/** Many clients at once, each asking for one thing after another for as long as the trouble lasts. */
import { setTimeout as pause } from "node:timers/promises"
import type { Random } from "../random.ts"
import type { Acknowledged, Client } from "./client.ts"
import { order } from "./orders.ts"

/** A running load. */
export interface Load {
  readonly acknowledged: ReadonlyArray<Acknowledged>
  /** Asks for nothing new; resolves when everything asked for is answered, rejects with the first surprise. */
  readonly stop: () => Promise<void>
}

/** How much there is of it. */
export interface Options {
  /** The beginning of every reference. */
  readonly run: string
  readonly clients: number
  /** Never more orders than that. */
  readonly most: number
  /** How long a client rests between two orders, at most; 400 milliseconds when left out. */
  readonly restMillis?: number | undefined
}

/** Starts the load. */
export const start = (client: Client, random: Random, { clients, most, restMillis = 400, run }: Options): Load => {
  const acknowledged: Array<Acknowledged> = []
  let isOver = false
  let number = 0

  const one = async () => {
    while (!isOver && number < most) {
      const wanted = order(random, run, number++)
      const first = await client.create(wanted)
      acknowledged.push(first)
      // An answer that was not kept on the merchant's side is asked for again, and is the same.
      if (random.chance(0.05)) {
        const again = await client.create(wanted)
        if (again.id !== first.id) client.surprises.push(`${wanted.reference} was ${first.id}, then ${again.id}`)
      }
      await pause(random.below(restMillis))
    }
  }
  const all = Promise.all(Array.from({ length: clients }, one))
  // Whoever waits for the end hears of it.
  all.catch(() => undefined)
  return {
    acknowledged,
    stop: async () => {
      isOver = true
      await all
    }
  }
}
