/** The latest request: whether it is on its way, and when that is over whatever was heard of it. */
import { type Facts, type Latest, over } from "./Facts.ts"
import * as Schedule from "./Schedule.ts"

/** Whether a request is on its way, whatever its status. */
export const isOnItsWay = ({ latest }: Pick<Facts, "latest">, now: number): boolean =>
  latest?._tag === "Sending" && now < latest.until + Schedule.sendGrace

/**
 * The latest request once something else has decided about the operation. One that may be replayed is on its way until its own
 * end or its time has come: else nobody would wait for what it does.
 */
export const passed = (facts: Pick<Facts, "latest" | "replays" | "stage">, now: number): Latest | null =>
  isAwaited(facts, now) ? facts.latest : over(facts)

/** Whether nothing may be decided before the request that is on its way is over: a replay, or one to abandon it. */
export const isAwaited = (facts: Pick<Facts, "latest" | "replays" | "stage">, now: number): boolean =>
  (facts.replays !== null || (facts.stage !== null && facts.stage.abandon !== null)) && isOnItsWay(facts, now)
