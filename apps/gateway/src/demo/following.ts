/** What every step of the demo needs: the world that it plays in, and how an operation is followed there. */
import { setTimeout as wait } from "node:timers/promises"
import type { TimelineEntry } from "../model/Resource.ts"
import type { Bank } from "./bank.ts"
import type { Gateway, Kinds } from "./gateway.ts"
import type { Narrator } from "./narrator.ts"
import type { Simulators } from "./simulatorControls.ts"

/** Everything the demo plays with. */
export interface World {
  readonly gateway: Gateway
  readonly simulators: Simulators
  readonly bank: Bank
  readonly narrator: Narrator
}

const patience = { times: 300, everyMillis: 200 }

/** Asks the gateway until this holds, as a merchant without webhooks would. */
export const until = async <K extends keyof Kinds>(
  { gateway }: Pick<World, "gateway">,
  kind: K,
  id: string,
  holds: (resource: Kinds[K]) => boolean
): Promise<Kinds[K]> => {
  for (let asked = 0; asked < patience.times; asked += 1) {
    const resource = await gateway.get(kind, id)
    if (holds(resource)) return resource
    await wait(patience.everyMillis)
  }
  throw new Error(`${kind}/${id} did not come so far in time`)
}

/** Whether a payment or payout is paid. */
export const isPaid = ({ status }: { readonly status: string }): boolean => status === "paid"

/** The moves from state to state in a timeline, such as `created → submitting`. */
export const movesOf = (timeline: ReadonlyArray<TimelineEntry>): ReadonlyArray<string> =>
  timeline.filter(({ kind }) => kind === "transition").map(({ summary }) => summary)
