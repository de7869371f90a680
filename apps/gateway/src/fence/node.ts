/**
 * A node that stands on a fence, or does not: it beats once a second, compares what was acknowledged to it with what the database
 * shows, and reports where they differ. Whatever it does not understand fences it.
 */
import { randomUUID } from "node:crypto"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { SqlClient } from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import * as Monotonic from "../model/Monotonic.ts"
import { Readiness } from "../model/Readiness.ts"
import { arrive } from "./arriving.ts"
import * as Directory from "./directory.ts"
import { kept, type Service } from "./Fence.ts"
import * as Look from "./look.ts"
import { isLive, type Stand, verdictOf } from "./Stand.ts"

/** What a fence is made with. */
export interface Options {
  readonly directory: string
  /** The server is to keep what it acknowledges: it syncs and writes whole pages. */
  readonly isDurable: boolean
  /** The operator's promise that only a synchronous standby is ever promoted. */
  readonly isSynchronous: boolean
  /** Every provider is on this machine. */
  readonly isSandbox: boolean
}

const beatMillis = 1_000

// Long enough for another node to notice that its marks are missing and to break the fence.
const objectionMillis = 3_000

// While it waits for a sign of life of the others.
const watchTimes = 5
const watchMillis = 500

// No statement is admitted with it.
const nobody = "00000000-0000-0000-0000-000000000000"

// The step of the tables that this version was written for, which the database compares: an older one does not see changes of payments.
const schema = 20

const refusals: Readonly<Record<string, string>> = {
  schema: "a later version has brought the tables up to date: this one must be replaced",
  fsync: "the database does not sync what it writes (fsync = off)",
  full_page_writes: "the database does not write whole pages (full_page_writes = off)",
  not_synchronous: "the config promises a synchronous standby, and the database has none (synchronous_standby_names)"
}

/** The nodes whose marks have risen meanwhile. */
const risen = (before: Look.Look | undefined, now: Look.Look): ReadonlySet<string> =>
  new Set(
    now.marks.flatMap(({ mark, node, slot }) => {
      const was = before?.marks.find((each) => each.node === node && each.slot === slot)?.mark
      return before !== undefined && mark > (was ?? 0) ? [node] : []
    })
  )

/** Makes the fence of this node over a database whose tables are there; it beats until the scope closes. */
export const make = Effect.fnUntraced(function* (
  sql: SqlClient,
  options: Options
): Effect.fn.Return<Service, SqlError, Scope.Scope> {
  const readiness = yield* Readiness
  const node = randomUUID()
  const first = yield* Look.look(sql, { nodes: [], since: Number.MAX_SAFE_INTEGER })
  const { database } = first
  const isFirst = yield* kept(() => Directory.databasesIn(options.directory).every((name) => name === database))
  const folder = yield* kept(() => Directory.openFolder(options.directory, database))
  const file = yield* Effect.acquireRelease(
    kept(() => folder.own(node)),
    (own) => Effect.sync(own.close)
  )

  let stand: Stand = { ...first, epoch: 0, token: nobody, node, marks: [] }
  let started = first.live.started
  let heldUntil = 0
  let isFenced = true
  const admissionOf = () =>
    JSON.stringify({
      ...stand,
      started,
      schema,
      isDurable: options.isDurable,
      isSynchronous: options.isSynchronous
    })
  const nothing = JSON.stringify({ ...stand, marks: [] })
  // Made once for many statements.
  let json = nothing
  const write = () => {
    json = isFenced ? nothing : admissionOf()
  }

  const standOn = (snapshot: Look.Look) =>
    kept(() => {
      const { epoch, system, tables, timeline, token } = snapshot
      // What was acknowledged before a recovery was asked about in it; after anything else it must still be there.
      const marks = stand.epoch < snapshot.recovered ? [] : stand.marks
      stand = { node, database, epoch, token, system, timeline, tables, marks, at: snapshot.at }
      started = snapshot.live.started
      file.keep(stand)
      file.sync()
    })

  const stop = Effect.fnUntraced(function* (reason: string) {
    isFenced = true
    write()
    yield* readiness.report("fence", reason)
  })

  const fence = Effect.fnUntraced(function* (reason: string, isBroken: boolean) {
    yield* stop(reason)
    if (!isBroken) return
    yield* Effect.logError(`the fence is broken for every node: ${reason}`)
    yield* Look.breakIt(sql, stand, `node ${node}: ${reason}`)
  })

  const admit = Effect.gen(function* () {
    isFenced = false
    write()
    yield* readiness.report("fence", undefined)
  })

  const go = Effect.fnUntraced(function* (snapshot: Look.Look) {
    if (!isLive(snapshot)) return yield* stop("the fence has changed while it was looked at")
    yield* standOn(snapshot)
    yield* admit
  })

  // A node that misses an acknowledged commit reports it before anything is sent.
  const hold = Effect.fnUntraced(function* (reason: string) {
    heldUntil = (yield* Monotonic.millis) + objectionMillis
    yield* stop(reason)
  })

  const look = (others: ReadonlyArray<Stand>) =>
    Look.look(sql, {
      nodes: [node, ...others.map((each) => each.node)],
      since: Math.max(...[stand, ...others].filter(({ epoch }) => epoch > 0).map(({ at }) => at), 0)
    })

  const takeOver = (snapshot: Look.Look) =>
    Effect.andThen(
      go(snapshot),
      Effect.logWarning("a recovery has begun: this node goes on with the records as they are now")
    )

  const afterPromotion = Effect.fnUntraced(function* (snapshot: Look.Look) {
    yield* standOn(snapshot)
    yield* hold("a synchronous standby has taken over: whether anything is missing is being looked at")
  })

  const promote = Effect.fnUntraced(function* (snapshot: Look.Look) {
    if (!options.isSynchronous) {
      return yield* fence(
        `another server has taken over (timeline ${snapshot.timeline} is ${snapshot.live.timeline} now), and what it had not yet ` +
          "heard of is lost: nothing is sent before a recovery",
        false
      )
    }
    // Whoever comes first; the next turn finds the epoch raised.
    yield* stop("a synchronous standby has taken over")
    yield* Look.raise(sql, snapshot, stand.epoch, "promotion")
  })

  const beat = Effect.gen(function* () {
    const { mark, refused } = yield* Look.beat(sql, admissionOf())
    if (mark !== null) acknowledged(0, mark)
    yield* kept(file.sync)
    return refused
  })

  const acknowledged = (slot: number, mark: number) => {
    const others = stand.marks.filter((each) => each.slot !== slot)
    const there = stand.marks.find((each) => each.slot === slot)?.mark ?? 0
    stand = { ...stand, marks: [...others, { slot, mark: Math.max(there, mark) }] }
    write()
    file.keep(stand)
  }

  const known = new Map<string, Directory.UsedAccount>()
  const nameOf = ({ fingerprint, instance, kind }: Directory.UsedAccount) =>
    JSON.stringify([kind, instance, fingerprint])
  const learn = (account: Directory.UsedAccount) =>
    Effect.suspend(() => {
      if (known.has(nameOf(account))) return Effect.void
      return Effect.map(
        kept(() => folder.addAccount(account)),
        () => void known.set(nameOf(account), account)
      )
    })
  for (const account of yield* kept(folder.accounts)) {
    known.set(nameOf(account), account)
    yield* Look.addAccount(sql, account)
  }

  let previous: Look.Look | undefined

  // The others' acknowledgements are read first: what they cover is in what is looked at next.
  const turn = Effect.gen(function* () {
    const others = yield* kept(() => folder.stands().filter((each) => each.node !== node))
    const own = stand
    const snapshot = yield* look(others)
    const alive = risen(previous, snapshot)
    previous = snapshot
    // One that has never stood here has nothing to compare with, but may hear of somebody who is alive.
    if (own.epoch === 0) return yield* settle(others, snapshot, alive)
    const verdict = verdictOf(
      others.filter(({ epoch }) => epoch >= own.epoch),
      snapshot,
      own
    )
    switch (verdict._tag) {
      case "Raised":
        return yield* snapshot.recovered > own.epoch ? takeOver(snapshot) : afterPromotion(snapshot)
      case "Promoted":
        return yield* promote(snapshot)
      case "Fenced":
        return yield* fence(verdict.why, verdict.isBroken)
      case "Standing":
        return yield* stay(snapshot)
    }
  })

  const stay = Effect.fnUntraced(function* (snapshot: Look.Look) {
    if (snapshot.live.started !== started) {
      started = snapshot.live.started
      return yield* hold("the database was started again: whether anything is missing is being looked at")
    }
    if ((yield* Monotonic.millis) < heldUntil) return
    stand = { ...stand, at: snapshot.at }
    const refused = yield* beat
    if (refused !== null) return yield* stop(refusals[refused] ?? `the database refuses this node (${refused})`)
    yield* admit
    for (const account of yield* Look.accounts(sql)) yield* learn(account)
  })

  /** What a process that has not yet stood on it does with what it sees. */
  const settle = Effect.fnUntraced(function* (
    stands: ReadonlyArray<Stand>,
    snapshot: Look.Look,
    alive: ReadonlySet<string>
  ) {
    const step = arrive({ stands, snapshot, alive, isFirst, isSandbox: options.isSandbox })
    switch (step._tag) {
      case "Fenced":
        return yield* fence(step.why, step.isBroken)
      case "Promoted":
        return yield* promote(snapshot)
      case "Raised":
        return yield* stands.every(({ epoch }) => epoch < snapshot.recovered) ? go(snapshot) : afterPromotion(snapshot)
      case "Standing":
        if (step.warning !== undefined) yield* Effect.logWarning(`the fence: ${step.warning}`)
        return yield* go(snapshot)
      case "Adopt": {
        if (step.warning !== undefined) yield* Effect.logWarning(`the fence: ${step.warning}`)
        yield* Look.raise(sql, snapshot, Math.max(0, ...stands.map(({ epoch }) => epoch)), "adopted")
        return yield* go(yield* look([]))
      }
    }
  })

  // Whether others are alive is worth knowing only where nobody else can tell.
  const arriving = Effect.gen(function* () {
    const stands = yield* kept(folder.stands)
    const before = yield* look(stands)
    for (let looked = 0; ; looked += 1) {
      const snapshot = looked === 0 ? before : yield* look(stands)
      const alive = risen(before, snapshot)
      const step = arrive({ stands, snapshot, alive, isFirst, isSandbox: options.isSandbox })
      const isClear = (step._tag === "Standing" || step._tag === "Adopt") && step.warning === undefined
      const mayHelp = step._tag === "Fenced" || step._tag === "Standing" || step._tag === "Adopt"
      if (isClear || !mayHelp || alive.size > 0 || looked >= watchTimes) return yield* settle(stands, snapshot, alive)
      yield* Effect.sleep(watchMillis)
    }
  })
  yield* arriving
  if (!isFenced) yield* Effect.andThen(beat, Look.forget(sql))
  yield* kept(() => folder.tidy(node, Date.now()))

  const guarded = Effect.catchCause(turn, (cause) => Effect.logWarning("the fence could not be looked at", cause))
  // Run after the beats below have ended: the last word is that it has left.
  yield* Effect.addFinalizer(() =>
    isFenced ? Effect.void : Effect.ignore(Effect.timeout(Look.leave(sql, node), "2 seconds"))
  )
  yield* Effect.forkScoped(Effect.forever(Effect.andThen(Effect.sleep(beatMillis), guarded)))

  return {
    known: () => json,
    token: () => (isFenced ? nobody : stand.token),
    acknowledged,
    refused: (reason) =>
      Effect.andThen(
        isFenced ? Effect.void : stop(refusals[reason] ?? `a statement was refused (${reason}): it is being looked at`),
        guarded
      ),
    use: (account) =>
      known.has(nameOf(account)) ? Effect.void : Effect.andThen(Look.addAccount(sql, account), learn(account)),
    accounts: (kind) => [...known.values()].filter((account) => account.kind === kind),
    epoch: () => Math.max(stand.epoch, first.epoch),
    isFenced: () => isFenced,
    takeOver: Effect.flatMap(look([]), takeOver)
  }
})
