/**
 * After a backup was restored or an asynchronous replica promoted, the records may be older than the world. Whoever may
 * have an operation is asked before anything of it is sent: every account that the records have ever named, and every
 * one that is configured now, whatever today's routes say.
 */
import { Settling } from "@switchyard/core"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { sentUntil } from "../lifecycle/due.ts"
import type { Recovered } from "../lifecycle/Event.ts"
import type { Account } from "../lifecycle/Facts.ts"
import { isDoubtful } from "../lifecycle/Operation.ts"
import { isInQuestion, question as ordered, type Suspects, stillToAsk, targetOf } from "../lifecycle/question.ts"
import { traits } from "../lifecycle/traits.ts"
import * as Instant from "../model/Instant.ts"
import type { StoreUnavailable } from "../model/Operations.ts"
import type { Row } from "../store/Row.ts"
import { accountAt, accountsOf, mayHave } from "./accounts.ts"
import { OperationRunner, type Service } from "./OperationRunner.ts"

const batch = 500

/** Everybody who may ever have had this operation. */
export const suspects = Effect.fnUntraced(function* (
  runner: Service,
  row: Row
): Effect.fn.Return<Suspects, StoreUnavailable> {
  const { kinds, store, switchyard } = runner
  const { kind } = row
  const leadTo = accountsOf(runner, row)
  const configured = leadTo.filter(({ instance }) => kinds[kind].policy(instance) !== undefined)
  const names = new Set(switchyard.instances.map(({ name }) => name))
  const accounts = new Set(leadTo.map(({ fingerprint }) => fingerprint))
  // An account that nobody here leads to cannot be asked, nor can a name whose account was never recorded.
  const gone = (yield* store.accounts(kind)).filter(({ fingerprint, instance }) =>
    fingerprint === null ? !names.has(instance) : !accounts.has(fingerprint) && mayHave(runner, row, fingerprint)
  )
  const canAsk = ({ instance }: Account) => kinds[kind].canAsk(instance)
  return {
    ask: configured.filter(canAsk),
    undecided: [
      ...configured.filter((account) => !canAsk(account)),
      ...gone.map(({ fingerprint, instance }) => ({ instance, fingerprint: fingerprint ?? instance }))
    ]
  }
})

/** Where it may be sent once everybody has denied it. */
const target = Effect.fnUntraced(function* (
  { kinds, switchyard }: Service,
  row: Row
): Effect.fn.Return<Account | null> {
  const { kind } = row
  const refusing = (instance: string): Account | null => {
    const policy = kinds[kind].policy(instance)
    const isRefused = policy !== undefined && Settling.refusesDuplicates(Settling.of(policy, "create"))
    return isRefused ? (accountAt({ switchyard }, row, instance) ?? null) : null
  }
  if (!traits[kind].isResent || (row.attempts > 0 && row.provider !== null)) return targetOf(row, undefined, refusing)
  const opened = yield* Effect.result(kinds[kind].open(row))
  if (Result.isFailure(opened)) return null
  return targetOf(row, opened.success.candidates().find((candidate) => candidate.in)?.instance, refusing)
})

/** Who is still to be asked before anything of a covered operation is sent, or undefined when everybody was. */
export const question = Effect.fnUntraced(function* (
  runner: Service,
  row: Row
): Effect.fn.Return<Recovered | undefined, StoreUnavailable> {
  const { recovery } = row
  if (recovery === null || !isInQuestion(row)) return undefined
  const left = stillToAsk(row, yield* suspects(runner, row))
  if (left === undefined) return undefined
  const going = yield* runner.store.recoveryOf(recovery)
  return ordered(row, left, {
    recovery,
    startedAt: going?.startedAt ?? (yield* Instant.now),
    called: yield* runner.store.callers(row.kind, row.reference),
    target: yield* target(runner, row)
  })
})

/** Makes an operation begin with the question who has it, unless that is settled; gives whether it does. */
export const recoverOne = Effect.fnUntraced(function* (
  runner: Service,
  row: Row
): Effect.fn.Return<boolean, StoreUnavailable> {
  const now = yield* Instant.now
  if (row.recovery === null || row.facts.doubt?.recovery === row.recovery || sentUntil(row, now) !== null) return false
  const asked = yield* question(runner, row)
  if (asked === undefined) return false
  return (yield* runner.apply(row, asked, { once: true }))._tag === "Applied"
})

/** Makes every open operation begin with that question; gives their number. */
export const recover: Effect.Effect<number, StoreUnavailable, OperationRunner> = Effect.gen(function* () {
  const runner = yield* OperationRunner
  let count = 0
  let after = 0
  for (;;) {
    const rows = yield* runner.store.open(after, batch)
    for (const row of rows) {
      if (isDoubtful(row) && (yield* recoverOne(runner, row))) count += 1
      after = row.seq
    }
    if (rows.length < batch) return count
  }
})
