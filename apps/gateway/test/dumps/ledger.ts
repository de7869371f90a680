/** Registers of a dump: one that was compared to its end, and one whose reading is cut off in the middle. */
import { createHash } from "node:crypto"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { Switchyard } from "@switchyard/facade"
import { Clock, Context, Effect, Layer } from "effect"
import type { SqlClient } from "effect/sql/SqlClient"
import { SettlementReports } from "../../src/model/SettlementReports.ts"
import * as Importing from "../../src/settlement/Importing.ts"
import * as Pulling from "../../src/settlement/Pulling.ts"
import { sandboxClock } from "../operations/support/clock.ts"
import { directory } from "../operations/support/databases.ts"
import type { Simulators } from "../operations/support/simulators.ts"
import { withClosed } from "./setting.ts"

/** Imports and shows registers over a database. */
export const openRegisters = async (layer: Layer.Layer<SqlClient, unknown>, simulators: Simulators) => {
  const built = Layer.build(
    Importing.layer.pipe(
      Layer.provide(Pulling.layer({ isRunning: false })),
      Layer.provide(Layer.orDie(layer)),
      Layer.provide(Layer.orDie(Switchyard.layer(withClosed, { load: (name) => import(name) })))
    )
  )
  const service = Context.get(await Effect.runPromise(Effect.scoped(built)), SettlementReports)
  const { path, remove } = directory()
  const clock = sandboxClock(simulators.clock)
  const run = <A, E>(effect: Effect.Effect<A, E>, at = clock): Promise<A> =>
    Effect.runPromise(Effect.provideService(effect, Clock.Clock, at))
  const importing = (text: string) => {
    const file = join(path, "register")
    writeFileSync(file, text)
    const digest = createHash("sha256").update(text).digest("base64url")
    return service.import({ provider: "feennex", path: file, digest }, { limit: 100 })
  }
  // The process dies after it has asked the time so often: after the first lines, before the report is complete.
  const dying = (asked: number) => {
    let left = asked
    const currentTimeMillis = Effect.suspend(() => {
      left -= 1
      return left < 0 ? Effect.die("power cut") : Effect.sync(simulators.clock.now)
    })
    return { ...clock, currentTimeMillis }
  }
  return {
    import: (text: string) => run(importing(text)),
    cutOff: (text: string) => run(importing(text), dying(2)).catch(() => undefined),
    get: (id: string) => run(service.get(id, { limit: 100 })),
    close: remove
  }
}
