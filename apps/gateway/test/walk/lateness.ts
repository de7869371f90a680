/**
 * Whether an account may still change what has ended there, as its own manifest says it: each account that is looked after has
 * a time of its own, from the end that it reported.
 */
import { isEnded } from "../../src/lifecycle/Status.ts"
import { mayChange, mayChangeAlso } from "./clocks.ts"
import type { Walk } from "./Walk.ts"
import type { Which, World } from "./World.ts"

/** Whether the time of an account that is or was looked after is over; undefined of any other. */
export const isTimeOver = (
  walk: Walk,
  { isPast, records: { operation } }: World,
  which: Which
): boolean | undefined => {
  if (!isEnded(operation.status)) return undefined
  const { fingerprint, policy } = walk.providers[which]
  if (operation.fingerprint === fingerprint) return !mayChange(policy, operation)
  const also = operation.facts.watch?.also?.find((each) => each.fingerprint === fingerprint)
  if (also !== undefined) return !mayChangeAlso(policy, operation, also)
  return isPast[which] ? true : undefined
}
