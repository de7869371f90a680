/** Which draft each request for one has made at an account, and when that draft was dead. */
import type { Operation } from "@switchyard/memory/Simulator"

/** The drafts of one account. */
export interface Drafts {
  /** Looks at what is there, which is done whenever something there may have changed; `order` was just asked for. */
  readonly see: (order?: string) => void
  /** From when on nothing asked for under that order could be paid; undefined while it lives, and 0 where it never did. */
  readonly deadAt: (order: string) => number | undefined
}

const dead: ReadonlySet<string> = new Set(["refused", "canceled"])

/** No drafts yet. */
export const make = (
  operations: () => ReadonlyArray<Pick<Operation, "id" | "reference" | "status">>,
  now: () => number
): Drafts => {
  const made = new Map<string, string>()
  const deaths = new Map<string, number>()
  return {
    see: (order) => {
      const others = new Set(made.values())
      for (const { id, reference, status } of operations()) {
        if (dead.has(status) && !deaths.has(id)) deaths.set(id, now())
        const isNew = order !== undefined && !made.has(order) && !others.has(id)
        // An order is the reference, with the number of the create behind it.
        if (isNew && order.split("~")[0] === reference) made.set(order, id)
      }
    },
    deadAt: (order) => {
      const id = made.get(order)
      return id === undefined ? 0 : deaths.get(id)
    }
  }
}
