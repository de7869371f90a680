/**
 * The standing of a callback, found before it is stored, so that those that count are never behind those that may be forged:
 * whether its signature holds, and whether what it is about is open. It is no more than a place in the inbox: the callback
 * is verified again when it is handled, and then only causes a read.
 */
import type { Callback } from "@switchyard/core"
import * as Effect from "effect/Effect"
import { isForPerson } from "../lifecycle/Status.ts"
import type { InboxBounds, Standing } from "../store/Inbox.ts"
import { find } from "./finding.ts"
import type { Service } from "./OperationRunner.ts"
import * as Verifying from "./verifying.ts"

/** So many callbacks wait at most that may be forged; whoever sends more sends them again later. */
export const bounds: InboxBounds = { ofInstance: 2_000, inAll: 8_000 }

// A key that must be fetched is fetched for when it is handled.
const longestMillis = 250

// So many verifications of an instance may go on beyond that; the others are not begun here.
const mostUnsettled = 32

/** Finds it out, for at most a moment. */
export const make = (runner: Service) => {
  const going = new Map<string, number>()
  const count = (instance: string, change: 1 | -1) => going.set(instance, (going.get(instance) ?? 0) + change)

  return Effect.fnUntraced(function* (instance: string, raw: Callback.Raw): Effect.fn.Return<Standing> {
    if ((going.get(instance) ?? 0) >= mostUnsettled) return { _tag: "Unproven" }
    count(instance, 1)
    const verified = yield* Verifying.within(runner, instance, raw, {
      millis: longestMillis,
      onEnd: () => count(instance, -1)
    })
    if (verified._tag === "Unverifiable") return { _tag: "Unproven" }
    if (verified._tag !== "Events") return { _tag: "Rejected" }
    const { events } = verified
    const [first, ...more] = events
    const eventId = Verifying.idOf(events)
    if (first === undefined || eventId === null) return { _tag: "NotOurs" }
    if (events.every(({ trust }) => trust === "verified")) return { _tag: "Verified", eventId }
    // One that stands for all others about an operation can be about no second one.
    if (more.length > 0) return { _tag: "Unproven" }
    // One about what cannot be looked up now, such as while the records may have gone back, is kept all the same.
    const row = yield* Effect.catchTag(find(runner, instance, first), "StoreUnavailable", () =>
      Effect.succeed(undefined)
    )
    const isOpen = row !== undefined && (row.nextAt !== null || isForPerson(row.status))
    return isOpen ? { _tag: "Open", operation: row.id } : { _tag: "Unproven" }
  })
}
