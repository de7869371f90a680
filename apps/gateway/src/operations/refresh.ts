/** Asks the provider now, because the merchant wants to know: within its spacing, and whoever else is at it. */
import { ProviderError } from "@switchyard/core"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { isReadable } from "../lifecycle/due.ts"
import type { Kind } from "../lifecycle/Status.ts"
import * as Instant from "../model/Instant.ts"
import { type NoSuchOperation, type StoreUnavailable, TooEarly } from "../model/Operations.ts"
import type { Row } from "../store/Row.ts"
import { find } from "./find.ts"
import { giveBack } from "./givingBack.ts"
import type { Service as Runner } from "./OperationRunner.ts"
import { obstacle } from "./obstacle.ts"
import { leaseMillis, read } from "./reading.ts"

const unsupported = (row: Row, message: string) =>
  new ProviderError.Unsupported({ provider: row.provider ?? "", operation: `${row.kind}s.get`, message })

/** The operation after a read of its status now. */
export const refresh = (
  runner: Runner,
  kind: Kind,
  id: string
): Effect.Effect<Row, NoSuchOperation | TooEarly | ProviderError.ReadError | StoreUnavailable> =>
  Effect.flatMap(find(runner, kind, id), (row) => readNow(runner, row))

/** The operation after a read of its status now, within the spacing of its provider; as it is where there is nothing to read. */
export const readNow = Effect.fnUntraced(function* (
  runner: Runner,
  row: Row
): Effect.fn.Return<Row, NoSuchOperation | TooEarly | ProviderError.ReadError | StoreUnavailable> {
  const { id, kind } = row
  // There is nothing to ask about before something was sent, and nothing to gain while it is being sent.
  if (row.provider === null || !isReadable(row)) return row
  const why = obstacle(runner, row)
  if (why !== undefined) return yield* unsupported(row, why)
  const opened = yield* Effect.result(runner.kinds[kind].open(row))
  if (Result.isFailure(opened)) return yield* unsupported(row, "its request cannot be opened")

  const now = yield* Instant.now
  const { spacingMillis } = runner.policyOf(row).statusReads
  const claimed = yield* runner.store.claimRead(id, {
    now,
    leaseUntil: Instant.after(now, leaseMillis),
    readBefore: Instant.after(now, -spacingMillis)
  })
  if (claimed === undefined) {
    const { lastReadAt } = yield* find(runner, kind, id)
    const wait = lastReadAt === null ? 1_000 : Math.max(lastReadAt + spacingMillis - now, 1_000)
    return yield* new TooEarly({ retryAfterSeconds: Math.ceil(wait / 1000) })
  }
  const { applied, result } = yield* read(runner, claimed, opened.success, row.provider).pipe(
    Effect.tapError((error) => giveBack(runner, claimed, error)),
    Effect.uninterruptible
  )
  if (Result.isFailure(result)) return yield* result.failure
  return applied._tag === "Applied" ? applied.row : yield* find(runner, kind, id)
})
