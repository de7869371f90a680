/**
 * How a process that starts comes to stand on a fence: by the acknowledgements that the directory holds, by the word of a
 * node that is alive, or, where no money outside this machine is at stake, by taking the records as they are.
 */
import type { Look } from "./look.ts"
import { isLive, newerNodes, type Stand, type Verdict, verdictOf } from "./Stand.ts"

/** What a process finds. */
export interface Arrival {
  /** What the directory holds for these tables. */
  readonly stands: ReadonlyArray<Stand>
  readonly snapshot: Look
  /** Nodes whose marks have risen while it was looked at. */
  readonly alive: ReadonlySet<string>
  /** The directory knows no other tables. */
  readonly isFirst: boolean
  /** Every provider is on this machine. */
  readonly isSandbox: boolean
}

/** What it does about it. */
export type Step =
  | Exclude<Verdict, { readonly _tag: "Standing" }>
  | { readonly _tag: "Standing"; readonly warning: string | undefined }
  /** It begins an epoch of its own. */
  | { readonly _tag: "Adopt"; readonly warning: string | undefined }

const unknown =
  "there are operations, and nothing outside the database tells whether they are all: this directory does not know them"

// Nothing shows whether the records are complete.
const unverified = (arrival: Arrival, why: string): Step => {
  const { alive, isFirst, isSandbox, snapshot } = arrival
  const adopt = (warning: string | undefined): Step =>
    isLive(snapshot) ? { _tag: "Standing", warning } : { _tag: "Adopt", warning }
  if (snapshot.token === null && snapshot.epoch > 0) {
    return { _tag: "Fenced", why: `the fence is broken: ${snapshot.why}`, isBroken: false }
  }
  if (!snapshot.isUsed && (isFirst || isSandbox || snapshot.epoch > 0)) return adopt(undefined)
  if (alive.size > 0 && isLive(snapshot)) return { _tag: "Standing", warning: undefined }
  if (isSandbox) return adopt(`${why}; they are taken as they are, because every provider is on this machine`)
  if (snapshot.epoch === 0 && isFirst) return adopt("the records had no fence before, and are taken as they are")
  return { _tag: "Fenced", why, isBroken: false }
}

/** What a process does with what it finds. */
export const arrive = (arrival: Arrival): Step => {
  const { alive, snapshot, stands } = arrival
  if (stands.length === 0) return unverified(arrival, unknown)
  const verdict = verdictOf(stands, snapshot)
  if (verdict._tag !== "Standing" && verdict._tag !== "Raised") return verdict
  // A node with later acknowledgements may know of commits that are missing here.
  const later = newerNodes(stands, snapshot)
  const isVouchedFor = later.length === 0 || later.some(({ node }) => alive.has(node))
  if (isVouchedFor) return verdict._tag === "Raised" ? verdict : { _tag: "Standing", warning: undefined }
  return unverified(
    arrival,
    "other nodes stood on these records later than this one, none of them is alive, and this directory does not know them"
  )
}
