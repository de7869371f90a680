/**
 * `switchyard recovered`: ends a recovery. Whoever does so says that what the backup has lost was found out: operations
 * created from then on are sent without asking first. It reads the same environment as the gateway.
 */
import type { Config } from "@switchyard/facade"
import { Clock, Effect, Result } from "effect"
import { SqlClient } from "effect/sql"
import * as Instant from "../model/Instant.ts"
import * as Settings from "../start/settings.ts"
import * as Database from "../store/database.ts"
import { Store } from "../store/Store.ts"
import type { CommandResult } from "./checkConfig.ts"
import * as Problems from "./problems.ts"

const configError = 78

const failed = (exitCode: number, error: ReadonlyArray<string>): CommandResult => ({ exitCode, out: [], error })

const ended = (count: number): CommandResult =>
  count === 0
    ? failed(1, ["there is no recovery to end"])
    : { exitCode: 0, out: ["the recovery is ended; what was in question when it was is still asked for"], error: [] }

/** Ends the recovery that goes on, in the name of `operator` and for the reason in `note`. */
export const recovered = Effect.fnUntraced(function* (
  env: Config.Environment,
  by: { readonly operator: string; readonly note: string }
): Effect.fn.Return<CommandResult> {
  const settings = Settings.read(env, yield* Clock.currentTimeMillis)
  if (Result.isFailure(settings)) return failed(configError, Problems.lines(settings.failure))
  const endRecovery = Effect.gen(function* () {
    const store = yield* Store
    const sql = yield* SqlClient.SqlClient
    // Not by the clock of whoever happens to run the command: what was created until then stays covered.
    const [time] = yield* sql<{ readonly now: bigint }>`SELECT switchyard_now() AS now`
    return yield* store.endRecoveries(by, Instant.of(Number(time?.now)))
  })
  return yield* endRecovery.pipe(
    Effect.map(ended),
    Effect.provide(Database.unfenced(settings.success)),
    Effect.catch((error) => Effect.succeed(failed(1, [error.message])))
  )
})
