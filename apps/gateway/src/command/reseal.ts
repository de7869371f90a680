/**
 * `switchyard reseal`: seals everything in the database again with the current data key, so that the previous ones can be
 * given up. It reads the same environment as the gateway; the embedded database belongs to one process, so there the
 * gateway is stopped first.
 */
import type { Config } from "@switchyard/facade"
import { Clock, Effect, Layer, Option, Result } from "effect"
import * as DataKeys from "../security/dataKeys.ts"
import * as Settings from "../start/settings.ts"
import * as Database from "../store/database.ts"
import * as Patient from "../store/Patient.ts"
import * as Resealing from "../store/resealing.ts"
import * as Vault from "../vault.ts"
import type { CommandResult } from "./checkConfig.ts"
import * as Problems from "./problems.ts"

const configError = 78

const failed = (exitCode: number, error: ReadonlyArray<string>): CommandResult => ({ exitCode, out: [], error })

const resultOf = (places: ReadonlyArray<Resealing.Resealed>): CommandResult => {
  const unreadable = places.reduce((sum, place) => sum + place.unreadable, 0)
  return {
    exitCode: unreadable === 0 ? 0 : 1,
    out: places.map(({ place, resealed }) => `${place}: ${resealed} sealed again`),
    error:
      unreadable === 0
        ? []
        : [
            `${unreadable} could not be opened with the keys there are, and were left as they are: keep the previous keys`
          ]
  }
}

/** Seals again what older keys have sealed. */
export const reseal = Effect.fnUntraced(function* (env: Config.Environment): Effect.fn.Return<CommandResult> {
  const settings = Settings.read(env, yield* Clock.currentTimeMillis)
  const keys = DataKeys.fromEnvironment(env)
  if (Result.isFailure(settings) || Result.isFailure(keys)) {
    const problems = [Result.getFailure(settings), Result.getFailure(keys)].flatMap((each) =>
      Option.getOrElse(each, () => [])
    )
    return failed(configError, Problems.lines(problems))
  }
  const done = yield* Resealing.reseal.pipe(
    Effect.map(resultOf),
    Effect.provide(
      Layer.merge(Layer.provide(Patient.asClient, Database.unfenced(settings.success)), Vault.layer(keys.success))
    ),
    Effect.result
  )
  return Result.isSuccess(done) ? done.success : failed(1, [done.failure.message])
})
