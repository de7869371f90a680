/**
 * After a backup was restored or an asynchronous replica promoted, the records may be older than the world. Every open
 * operation is looked up before anything of it is sent; where nobody can be asked by our own id, a person decides.
 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type { StoreUnavailable } from "../model/Operations.ts"
import type { Row } from "../store/Row.ts"
import { Carrier, type Service } from "./Carrier.ts"

const batch = 500

// Of one that was never sent, as far as we know, only a single candidate may have it.
const holder = Effect.fnUntraced(function* (carrier: Service, row: Row) {
  const side = carrier.sides[row.kind]
  const named = row.provider
  if (named !== null && row.step !== "submit") return row.facts.accepted || side.canAsk(named) ? named : null
  const opened = yield* Effect.result(side.open(row))
  if (Result.isFailure(opened)) return null
  const found = opened.success.candidates().filter((candidate) => candidate.in)
  const [only] = found
  return found.length === 1 && only !== undefined && side.canAsk(only.instance) ? only.instance : null
})

/** Makes an operation begin with a look-up, or calls a person. */
export const recoverOne = Effect.fnUntraced(function* (
  carrier: Service,
  row: Row
): Effect.fn.Return<void, StoreUnavailable> {
  const instance = yield* holder(carrier, row)
  const fingerprint = carrier.switchyard.instances.find(({ name }) => name === instance)?.fingerprint
  yield* carrier.apply(
    row,
    { _tag: "Recovered", instance },
    row.fingerprint === null && fingerprint !== undefined ? { fingerprint } : {}
  )
})

/**
 * Whether a payout that no record speaks of may have been paid all the same. A merchant whose payout was lost with the
 * records creates it again; only a single candidate that refuses duplicates can be given it without a question.
 */
export const mayBePaid = ({ options, sides }: Service, row: Row, candidates: ReadonlyArray<string>): boolean => {
  const isNew = options.isRecovering === true && row.attempts === 0 && !row.facts.riskAccepted
  const [only] = candidates
  const isRefused = candidates.length === 1 && only !== undefined && sides.payout.policy(only)?.duplicates === "refused"
  return isNew && row.kind === "payout" && !isRefused
}

/** Makes every open operation begin with a look-up; tells how many there are. */
export const recover: Effect.Effect<number, StoreUnavailable, Carrier> = Effect.gen(function* () {
  const carrier = yield* Carrier
  let count = 0
  let after = 0
  for (;;) {
    const rows = yield* carrier.store.open(after, batch)
    for (const row of rows) {
      yield* recoverOne(carrier, row)
      after = row.seq
      count += 1
    }
    if (rows.length < batch) return count
  }
})
