/**
 * What a node knows of its records without asking them: which database they are in, how far that had come when this node
 * last heard of it, and which of its own commits were acknowledged to it. Compared with what the database shows, it tells records
 * that have gone back in time from those that have not. Pure.
 */

/** Where records are, and since when nobody has begun a recovery. */
export interface Place {
  /** The id of these tables, made with them and copied with them. */
  readonly database: string
  /** Raised with every recovery and every promotion that was accepted. */
  readonly epoch: number
  /** Given anew with the epoch; null where somebody has found that the records went back. */
  readonly token: string | null
  /** The system identifier of the server. */
  readonly system: string | null
  readonly timeline: number | null
  /** The ids of the database and of one table in the server: a copy beside the original has others. */
  readonly tables: string | null
}

/** How many statements of one slot were acknowledged to a node. */
export interface Mark {
  readonly slot: number
  readonly mark: number
}

/** What was acknowledged to one node, as its file holds it. */
export interface Stand extends Place {
  readonly node: string
  readonly marks: ReadonlyArray<Mark>
  /** The time of the database at its last beat. */
  readonly at: number
}

/** What the database shows. */
export interface Snapshot extends Place {
  /** Why the epoch was raised last, or why nobody may stand on it. */
  readonly why: string
  /** The epoch of the latest recovery: what was acknowledged before it was asked about in it. */
  readonly recovered: number
  /** The server as it is now. */
  readonly live: {
    readonly system: string
    readonly timeline: number
    readonly tables: string
    /** When it was started. */
    readonly started: string
  }
  readonly marks: ReadonlyArray<Mark & { readonly node: string; readonly at: number; readonly hasLeft: boolean }>
  readonly at: number
}

/** What follows from a comparison. */
export type Verdict =
  /** Nothing is missing. */
  | { readonly _tag: "Standing" }
  /** The epoch was raised by somebody else, with whom one may go on. */
  | { readonly _tag: "Raised" }
  /** Another server has taken over, and nothing that was acknowledged to this node is missing. */
  | { readonly _tag: "Promoted" }
  /** Nothing may be sent; `isBroken` where every node is to be stopped. */
  | { readonly _tag: "Fenced"; readonly why: string; readonly isBroken: boolean }

const fenced = (why: string, isBroken = false): Verdict => ({ _tag: "Fenced", why, isBroken })

/** The first of these marks that the database does not have. */
const missing = ({ marks, node }: Pick<Stand, "marks" | "node">, snapshot: Snapshot): Mark | undefined =>
  marks.find(({ mark, slot }) => {
    const there = snapshot.marks.find((each) => each.node === node && each.slot === slot)
    return (there?.mark ?? 0) < mark
  })

const wentBack = "the records have gone back in time: what this node had been told was committed is not there"

/** Whether the epoch was raised on the server as it is now, and somebody may stand on it. */
export const isLive = ({ live, system, tables, timeline, token }: Snapshot): boolean =>
  token !== null && live.system === system && live.timeline === timeline && live.tables === tables

/**
 * Compares what was acknowledged to nodes with what the database shows. `own` is the one that asks, where it has stood here: others may
 * have heard before it that the epoch was raised.
 */
export const verdictOf = (others: ReadonlyArray<Stand>, snapshot: Snapshot, own?: Stand): Verdict => {
  const stands = own === undefined ? others : [own, ...others]
  const epoch = Math.max(...stands.map((stand) => stand.epoch))
  const latest = stands.filter((stand) => stand.epoch === epoch)
  // What was acknowledged before a recovery was asked about in it.
  const lost = [...latest, ...(own === undefined ? [] : [own])].some(
    (stand) => stand.epoch >= snapshot.recovered && missing(stand, snapshot) !== undefined
  )
  if (stands.some(({ database }) => database !== snapshot.database))
    return fenced("these are the records of another gateway")
  if (snapshot.token === null && snapshot.epoch > 0) return fenced(`the fence is broken: ${snapshot.why}`)
  if (snapshot.epoch < epoch) return fenced(wentBack, true)
  if (snapshot.epoch > epoch) {
    if (!isLive(snapshot)) return fenced("the records were moved to another server since a recovery began in them")
    return lost ? fenced(wentBack, true) : { _tag: "Raised" }
  }
  if (latest.some(({ token }) => token !== snapshot.token))
    return fenced("a recovery began in other records than these", true)
  if (lost) return fenced(wentBack, true)
  const { live, system, tables, timeline } = snapshot
  if (live.system !== system || live.tables !== tables) {
    return fenced("these records are a copy: they were in another database when this node last heard of them")
  }
  if (live.timeline !== timeline) return { _tag: "Promoted" }
  return own !== undefined && own.epoch < epoch ? { _tag: "Raised" } : { _tag: "Standing" }
}

/** Nodes with acknowledgements later than these stands, and whose own is not among them: they may know of more. */
export const newerNodes = (
  stands: ReadonlyArray<Stand>,
  { marks }: Snapshot
): ReadonlyArray<Snapshot["marks"][number]> => {
  const heard = new Set(stands.map(({ node }) => node))
  const until = Math.max(...stands.map(({ at }) => at))
  return marks.filter(({ at, hasLeft, node }) => !hasLeft && !heard.has(node) && at > until)
}
