/**
 * The facts of an operation into the one column that holds them, and out of it. They are stored flat, as every version has
 * stored them: what was written down before stays as it is, and nodes of two versions can run beside each other. What no
 * decision means by itself is read as the next one that cannot pay twice.
 */
import {
  type Absent,
  type Again,
  type AlsoWatched,
  type Amount,
  type Asked,
  type Facts,
  firstFacts,
  type Holding,
  type Latest,
  type Replays,
  type Tried
} from "../lifecycle/Facts.ts"
import * as Schedule from "../lifecycle/Schedule.ts"
import { hasArrived, isEnded, isUndecided, type Status } from "../lifecycle/Status.ts"

/** An instance that said no, as it is stored. */
export interface StoredTried extends Omit<Tried, "transient"> {
  readonly passing: boolean
}

/** The facts as they are stored. */
export interface StoredFacts
  extends Omit<Facts, "again" | "asked" | "holding" | "latest" | "replays" | "resends" | "search" | "tried" | "watch"> {
  /** The number of the attempt that is written down and whose outcome is not. */
  readonly sending: number | null
  /** The only request whose outcome is missing. */
  readonly lost: number | null
  /** Nothing of the latest request leaves after this instant. */
  readonly sendUntil: number | null
  /** Some request ended unknown or unrecorded. */
  readonly mayExist: boolean
  /** A provider has confirmed that it has it. */
  readonly accepted: boolean
  readonly resends: number
  readonly resendWhy: string | null
  readonly resendRefused: boolean
  readonly riskAccepted: boolean
  readonly neverAgain: string | null
  /** How often it was replayed; null where its account knows no replay. */
  readonly replayed: number | null
  /** Why it is not replayed any more; null while it may be. */
  readonly replaysOver: string | null
  readonly firstSentAt: number | null
  /** Nothing of the latest request that may have left leaves after this instant. */
  readonly leftUntil: number | null
  readonly replayAt: number | null
  readonly lookUpAt: number | null
  /** When the latest request was to leave at the latest, by whoever knows of replays: another one means that somebody else has sent. */
  readonly replaysOf: number | null
  /** "Not found" answers that count. */
  readonly notFound: number
  readonly lastNotFoundAt: number | null
  readonly foundBare: number
  readonly unaskedSince: number | null
  readonly tried: ReadonlyArray<StoredTried>
  readonly watched: number
  readonly watchAt: number | null
  /** Who is looked after as well. */
  readonly alsoWatched: ReadonlyArray<Omit<AlsoWatched, "since" | "isDead"> & Partial<AlsoWatched>>
  readonly expected: Amount | null
  readonly expectedDebit: Amount | null
  readonly expectedCurrency: string | null
}

/** The columns of a row that say how its facts are read. */
export interface Held {
  readonly facts: Partial<StoredFacts>
  readonly status: Status
  readonly request: Asked
  readonly created_at: bigint
  readonly updated_at: bigint
}

const latestOf = ({ facts: { lost, sending, sendUntil }, updated_at }: Held): Latest | null => {
  // An attempt without its last moment was written down no later than its row.
  const until = sendUntil ?? Number(updated_at) + Schedule.sendMillis
  if (typeof sending === "number") return { _tag: "Sending", attempt: sending, until }
  if (typeof sendUntil !== "number") return null
  return typeof lost === "number" ? { _tag: "Lost", attempt: lost, until } : { _tag: "Over", until }
}

// Versions that knew no debit stored an amount for each, and what was asked for is in the request as well.
const askedOf = ({ facts: { expected, expectedCurrency, expectedDebit }, request }: Held): Asked => {
  if (expected) return { amount: expected }
  return expectedDebit ? { debit: expectedDebit, currency: expectedCurrency ?? expectedDebit.currency } : request
}

// Of what is unknown, somebody may always have it.
const holdingOf = ({ facts: { accepted, mayExist }, status }: Held): Holding =>
  accepted === true ? "holder" : mayExist === true || status === "unknown" ? "maybe" : "nobody"

// What forbids it outweighs what allows it.
const againOf = ({ facts: { neverAgain, resendRefused, riskAccepted }, status }: Held): Again | null => {
  if (typeof neverAgain === "string") return { _tag: "Never", why: neverAgain }
  if (resendRefused === true) return { _tag: "Refused" }
  return riskAccepted === true && isUndecided(status) ? { _tag: "AtRisk" } : null
}

// What a version that knows no replays has sent or set back since is no unknown that may be replayed.
const replaysOf = ({ facts }: Held): Replays | null => {
  const { firstSentAt, leftUntil, lookUpAt = null, replayAt, replayed, replaysOf: of, replaysOver, sendUntil } = facts
  if (typeof replayed !== "number") return null
  if (typeof replaysOver === "string") return { _tag: "Ended", count: replayed, why: replaysOver }
  return typeof firstSentAt === "number" &&
    typeof leftUntil === "number" &&
    typeof replayAt === "number" &&
    of === sendUntil
    ? { _tag: "Open", count: replayed, firstSentAt, until: leftUntil, dueAt: replayAt, lookUpAt }
    : { _tag: "Ended", count: replayed, why: "what was recorded of it does not fit together" }
}

// Answers of which none says when it was asked for count for nothing.
const absentOf = ({ lastNotFoundAt, notFound = 0 }: Partial<StoredFacts>): Absent | null =>
  notFound > 0 && typeof lastNotFoundAt === "number" ? { answers: notFound, lastAt: lastNotFoundAt } : null

/** The facts of a row. What a later version has added begins as it does for a new operation. */
export const fromStored = (row: Held): Facts => {
  const since = row.facts.since ?? Number(row.created_at)
  const withTime = (each: (typeof alsoWatched)[number]): AlsoWatched => ({ since, isDead: false, ...each })
  const {
    accepted,
    alsoWatched = [],
    expected,
    expectedCurrency,
    expectedDebit,
    firstSentAt,
    foundBare = 0,
    lastNotFoundAt,
    leftUntil,
    lookUpAt,
    lost,
    mayExist,
    neverAgain,
    notFound,
    replayAt,
    replayed,
    replaysOf: _,
    replaysOver,
    resendRefused,
    resends,
    resendWhy,
    riskAccepted,
    sending,
    sendUntil,
    tried = [],
    unaskedSince = null,
    watchAt = null,
    watched = 0,
    ...same
  } = row.facts
  return {
    ...firstFacts(askedOf(row), Number(row.created_at)),
    ...same,
    // Versions that did not write it down have told it when it was paid.
    isPaidTold: same.isPaidTold ?? hasArrived(row.status),
    isOwnPaid: same.isOwnPaid ?? (same.isResolved !== true && hasArrived(row.status)),
    tried: tried.map(({ passing, ...rest }) => ({ ...rest, transient: passing })),
    latest: latestOf(row),
    holding: holdingOf(row),
    resends: { count: resends ?? 0, why: resendWhy ?? null },
    again: againOf(row),
    replays: replaysOf(row),
    search: { absent: absentOf(row.facts), foundBare, unaskedSince },
    watch: isEnded(row.status)
      ? { count: watched, at: watchAt, ...(alsoWatched.length === 0 ? {} : { also: alsoWatched.map(withTime) }) }
      : null
  }
}

const storedReplays = (replays: Replays | null) => {
  const open = replays?._tag === "Open" ? replays : null
  return {
    replayed: replays?.count ?? null,
    replaysOver: replays?._tag === "Ended" ? replays.why : null,
    firstSentAt: open?.firstSentAt ?? null,
    leftUntil: open?.until ?? null,
    replayAt: open?.dueAt ?? null,
    lookUpAt: open?.lookUpAt ?? null
  }
}

/** The facts of an operation with this status as they are stored. */
export const toStored = (
  { again, asked, holding, latest, replays, resends, search, tried, watch, ...same }: Facts,
  status: Status
): StoredFacts => ({
  ...same,
  tried: tried.map(({ transient, ...rest }) => ({ ...rest, passing: transient })),
  // Versions before this one go by `mayExist` alone when they send again what a provider has accepted.
  mayExist: holding === "maybe" || (holding === "holder" && isUndecided(status)),
  accepted: holding === "holder",
  resends: resends.count,
  resendWhy: resends.why,
  resendRefused: again?._tag === "Refused",
  riskAccepted: again?._tag === "AtRisk",
  neverAgain: again?._tag === "Never" ? again.why : null,
  ...storedReplays(replays),
  replaysOf: replays?._tag === "Open" ? (latest?.until ?? null) : null,
  notFound: search.absent?.answers ?? 0,
  lastNotFoundAt: search.absent?.lastAt ?? null,
  foundBare: search.foundBare,
  unaskedSince: search.unaskedSince,
  watched: watch?.count ?? 0,
  watchAt: watch?.at ?? null,
  alsoWatched: watch?.also ?? [],
  sending: latest?._tag === "Sending" ? latest.attempt : null,
  lost: latest?._tag === "Lost" ? latest.attempt : null,
  sendUntil: latest?.until ?? null,
  expected: asked.amount ?? null,
  expectedDebit: asked.debit ?? null,
  expectedCurrency: asked.amount?.currency ?? asked.currency ?? null
})
