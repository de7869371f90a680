/**
 * Gives payouts that are due to processes, and moves time from one thing that is due to the next. A payout is with one
 * worker at a time unless that worker is away for longer than its lease; a callback makes it due as soon as the spacing
 * of look-ups allows.
 */
import * as Effect from "effect/Effect"
import type { Nodes } from "../world/nodes.ts"
import type { Time } from "../world/time.ts"
import { askAgainAt, dueAtOf } from "./decide.ts"
import type { Keeper } from "./keeper.ts"
import { isOpen, isSending, type Row } from "./row.ts"
import type { Store } from "./store.ts"
import { work } from "./worker.ts"

/** What a dispatcher works with. */
export interface Options {
  readonly keeper: Keeper
  readonly nodes: Nodes
  readonly store: Store
  readonly time: Time
  readonly record: (who: string, text: string) => void
}

/** Runs what is due. */
export interface Dispatcher {
  /** Lets time pass until that instant, everything due in between included. */
  readonly until: (instant: number) => Promise<void>
  /** Thrown away leases: whoever held them is dead. */
  readonly release: () => void
}

const leaseMillis = 60_000
/** Look-ups that callbacks cause are this far apart at least. */
const hintMillis = 60_000
const tooManySteps = 600

/** No work given yet. */
export const make = ({ keeper, nodes, store, record, time }: Options): Dispatcher => {
  const leases = new Map<string, { readonly until: number }>()
  let steps = 0

  const dueAt = (row: Row): number => {
    if (!isOpen(row) || row.dueAt === undefined) return Number.POSITIVE_INFINITY
    const lease = leases.get(row.reference)?.until ?? 0
    // What is on its way is missed when its time is up, whatever anybody says meanwhile.
    const isHeld = !row.isSuspended && !isSending(row) && (row.state === "processing" || row.state === "unknown")
    const hint = isHeld ? store.hints(row.reference).at(-1) : undefined
    const own = dueAtOf(row)
    const hintedAt = hint === undefined ? own : Math.max(hint.at, askAgainAt(row, hintMillis))
    return Math.max(Math.min(own, hintedAt), lease)
  }

  const give = async (row: Row): Promise<void> => {
    steps += 1
    if (steps > tooManySteps) throw new Error(`${row.reference} goes round and round`)
    const node = await nodes.next()
    const lease = { until: time.now() + leaseMillis }
    leases.set(row.reference, lease)
    const options = { keeper, node, store, now: time.now, record }
    const done = () => {
      time.touch()
      if (leases.get(row.reference) === lease && !node.isDown()) leases.delete(row.reference)
    }
    Effect.runPromiseWith(node.context)(work(options, row.reference)).then(done, done)
  }

  const giveAll = async (): Promise<void> => {
    for (;;) {
      const due = store.rows().find((row) => dueAt(row) <= time.now())
      if (due === undefined) return
      await give(due)
      await time.settle()
    }
  }

  return {
    until: async (instant) => {
      for (;;) {
        await giveAll()
        const next = Math.min(time.next(), ...store.rows().map(dueAt))
        if (next > instant) break
        await time.to(next)
      }
      await time.to(instant)
      await giveAll()
    },
    release: () => leases.clear()
  }
}
