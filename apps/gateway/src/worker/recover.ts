/**
 * After a backup was restored or an asynchronous replica promoted, the records may be older than the world. Whoever may
 * have an operation is asked before anything of it is sent: every account that the records have ever named, and every
 * one that is configured now, whatever today's routes say.
 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type { Recovered } from "../lifecycle/Event.ts"
import { type Account, isDoubtful } from "../lifecycle/Operation.ts"
import * as Schedule from "../lifecycle/Schedule.ts"
import type { Kind } from "../lifecycle/Status.ts"
import * as Instant from "../model/Instant.ts"
import type { StoreUnavailable } from "../model/Operations.ts"
import type { Row } from "../store/Row.ts"
import { Carrier, type Service } from "./Carrier.ts"

const batch = 500

interface Suspects {
  /** Can be asked by our own id. */
  readonly ask: ReadonlyArray<Account>
  readonly undecided: ReadonlyArray<Account>
}

/** Everybody who may ever have had operations of this kind. */
const suspects = Effect.fnUntraced(function* (
  { sides, store, switchyard }: Service,
  kind: Kind
): Effect.fn.Return<Suspects, StoreUnavailable> {
  const configured = switchyard.instances.flatMap(({ fingerprint, name: instance }) =>
    sides[kind].policy(instance) === undefined ? [] : [{ instance, fingerprint }]
  )
  const names = new Set(switchyard.instances.map(({ name }) => name))
  const accounts = new Set(switchyard.instances.map(({ fingerprint }) => fingerprint))
  // An account that nobody here leads to cannot be asked, nor can a name whose account was never recorded.
  const gone = (yield* store.accounts(kind)).filter(({ fingerprint, instance }) =>
    fingerprint === null ? !names.has(instance) : !accounts.has(fingerprint)
  )
  const canAsk = ({ instance }: Account) => sides[kind].canAsk(instance)
  return {
    ask: configured.filter(canAsk),
    undecided: [
      ...configured.filter((account) => !canAsk(account)),
      ...gone.map(({ fingerprint, instance }) => ({ instance, fingerprint: fingerprint ?? instance }))
    ]
  }
})

/** Where it may be sent once everybody has denied it: where a duplicate would be refused. */
const target = Effect.fnUntraced(function* (
  { sides, switchyard }: Service,
  row: Row
): Effect.fn.Return<Account | null> {
  if (row.kind === "payment") return null
  const accountOf = (instance: string): Account | null => {
    const fingerprint = switchyard.instances.find(({ name }) => name === instance)?.fingerprint
    const isRefused = sides.payout.policy(instance)?.duplicates === "refused"
    return fingerprint === undefined || !isRefused ? null : { instance, fingerprint }
  }
  if (row.attempts > 0 && row.provider !== null) {
    const account = accountOf(row.provider)
    return account?.fingerprint === row.fingerprint ? account : null
  }
  const opened = yield* Effect.result(sides.payout.open(row))
  if (Result.isFailure(opened)) return null
  const first = opened.success.candidates().find((candidate) => candidate.in)
  return first === undefined ? null : accountOf(first.instance)
})

const isAsked = ({ facts, recovery }: Row, { fingerprint }: Account): boolean =>
  facts.cleared !== null &&
  facts.cleared.recovery === recovery &&
  (facts.cleared.asked === "all" || facts.cleared.asked.includes(fingerprint))

/**
 * Who is still to be asked before anything of a covered operation is sent, or undefined when everybody was. An instance
 * that was configured after the others were asked is asked as well.
 */
export const question = Effect.fnUntraced(function* (
  carrier: Service,
  row: Row
): Effect.fn.Return<Recovered | undefined, StoreUnavailable> {
  const { facts, recovery } = row
  if (recovery === null || (!isDoubtful(row) && facts.cleared?.asked === "all")) return undefined
  const { ask, undecided } = yield* suspects(carrier, row.kind)
  const isOpen = (account: Account) => !isAsked(row, account)
  // One that does not know our ids may still be asked by its own.
  const isKnown = ({ fingerprint }: Account) => fingerprint === row.fingerprint && row.providerReference !== null
  const left = {
    ask: [...ask, ...undecided.filter(isKnown)].filter(isOpen),
    undecided: undecided.filter((account) => !isKnown(account)).filter(isOpen)
  }
  if (!isDoubtful(row) && left.ask.length + left.undecided.length === 0) return undefined
  const going = yield* carrier.store.recoveryOf(recovery)
  const called = yield* carrier.store.callers(row.kind, row.reference)
  const rank = ({ fingerprint, instance }: Account) =>
    fingerprint === row.fingerprint ? 0 : called.includes(instance) ? 1 : 2
  return {
    _tag: "Recovered",
    recovery,
    startedAt: going?.startedAt ?? (yield* Instant.now),
    ask: left.ask.toSorted((a, b) => rank(a) - rank(b)),
    undecided: left.undecided,
    called,
    target: yield* target(carrier, row)
  }
})

const isBeingSent = ({ facts }: Row, now: number): boolean =>
  facts.sending !== null && now < (facts.sendUntil ?? 0) + Schedule.sendGrace

/** Makes an operation begin with the question who has it, unless that is settled; tells whether it does. */
export const recoverOne = Effect.fnUntraced(function* (
  carrier: Service,
  row: Row
): Effect.fn.Return<boolean, StoreUnavailable> {
  const now = yield* Instant.now
  if (row.recovery === null || row.facts.doubt?.recovery === row.recovery || isBeingSent(row, now)) return false
  const asked = yield* question(carrier, row)
  if (asked === undefined) return false
  return (yield* carrier.apply(row, asked, { once: true }))._tag === "Applied"
})

/** Makes every open operation begin with that question; tells how many do. */
export const recover: Effect.Effect<number, StoreUnavailable, Carrier> = Effect.gen(function* () {
  const carrier = yield* Carrier
  let count = 0
  let after = 0
  for (;;) {
    const rows = yield* carrier.store.open(after, batch)
    for (const row of rows) {
      if (isDoubtful(row) && (yield* recoverOne(carrier, row))) count += 1
      after = row.seq
    }
    if (rows.length < batch) return count
  }
})
