/** Calls that are watched for defects: core turns a defect of an adapter into an outcome and logs it under this name. */
import * as Effect from "effect/Effect"
import * as Logger from "effect/Logger"
import { ends } from "./running.ts"

const reported = /defect in \S+ (?:(?:payments|payouts)\.)?\w+(?:: \w+)?/

/** Runs a call to its end, and returns the defects that were reported of it. */
export const defectsOf = Effect.fnUntraced(function* <A, E, R>(call: Effect.Effect<A, E, R>) {
  const found: Array<string> = []
  const logger = Logger.map(Logger.formatLogFmt, (line) => {
    const [defect] = reported.exec(line) ?? []
    if (defect !== undefined) found.push(defect)
  })
  yield* ends(Effect.provideService(call, Logger.CurrentLoggers, new Set([logger])))
  return found
})
