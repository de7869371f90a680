/** A gateway's core with its registers, over the embedded database and the simulators. */
import { createHash } from "node:crypto"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { Switchyard } from "@switchyard/facade"
import { Clock, Context, Effect, Layer } from "effect"
import { type Import, SettlementReports } from "../../src/model/SettlementReports.ts"
import * as Importing from "../../src/settlement/Importing.ts"
import * as Pulling from "../../src/settlement/Pulling.ts"
import { type App, createPayment, createPayout, open } from "../operations/support/app.ts"
import { sandboxClock } from "../operations/support/clock.ts"
import { type Database, directory } from "../operations/support/databases.ts"
import { configOf, makeSimulators, type Simulators } from "../operations/support/simulators.ts"

const config = configOf("feennex")

const serviceOf = (database: Pick<Database, "layer" | "empty" | "sql">) =>
  Effect.runPromise(
    Effect.scoped(
      Layer.build(
        Importing.layer.pipe(
          Layer.provide(Pulling.layer({ isRunning: false })),
          Layer.provide(database.layer),
          Layer.provide(Layer.orDie(Switchyard.layer(config, { load: (name) => import(name) })))
        )
      )
    ).pipe(Effect.map(Context.get(SettlementReports)))
  )

export interface World {
  readonly simulators: Simulators
  readonly app: App
  readonly payments: (...references: ReadonlyArray<string>) => Promise<void>
  readonly payouts: (...references: ReadonlyArray<string>) => Promise<void>
  readonly import: (text: string | Uint8Array, more?: Partial<Import>) => ReturnType<typeof imported>
  /** Another gateway on the same database. */
  readonly other: Pick<World, "import" | "compare">
  readonly compare: (id: string) => ReturnType<typeof viewed>
  readonly get: (id: string, page?: { cursor?: string; limit: number }) => ReturnType<typeof viewed>
  readonly close: () => Promise<void>
}

declare const imported: (file: string) => Promise<Effect.Success<ReturnType<SettlementReports["Service"]["import"]>>>
declare const viewed: (id: string) => Promise<Effect.Success<ReturnType<SettlementReports["Service"]["get"]>>>

export const world = async (database: Pick<Database, "layer" | "empty" | "sql">): Promise<World> => {
  await database.empty()
  const simulators = makeSimulators()
  const app = await open(simulators, database.layer, { config })
  const [service, second] = await Promise.all([serviceOf(database), serviceOf(database)])
  const { path, remove } = directory()
  let files = 0
  const run = <A, E>(effect: Effect.Effect<A, E>): Promise<A> =>
    Effect.runPromise(Effect.provideService(effect, Clock.Clock, sandboxClock(simulators.clock)))
  const importing =
    (to: SettlementReports["Service"]): World["import"] =>
    (content, more = {}) => {
      files += 1
      const file = join(path, `register-${files}`)
      writeFileSync(file, content)
      const digest = createHash("sha256").update(content).digest("base64url")
      return run(to.import({ provider: "feennex", path: file, digest, ...more }, { limit: 20 }))
    }
  return {
    simulators,
    app,
    payments: async (...references) => {
      // What is due at one instant is claimed in any order; the lines of a register are in the order of the asking.
      for (const reference of references) {
        await createPayment(app, reference)
        await app.due()
      }
      await app.later(30)
      for (const reference of references) await simulators.feennex.admin.pay(reference)
      await app.later(600)
    },
    payouts: async (...references) => {
      for (const reference of references) {
        await createPayout(app, reference)
        await app.due()
      }
      await app.later(600)
    },
    import: importing(service),
    other: { import: importing(second), compare: (id) => run(second.compare(id, { limit: 20 })) },
    compare: (id) => run(service.compare(id, { limit: 20 })),
    get: (id, page = { limit: 20 }) => run(service.get(id, page)),
    close: async () => {
      await app.close()
      remove()
    }
  }
}
