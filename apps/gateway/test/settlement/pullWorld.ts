/** Gateways over one database that pull the statement of a memory provider, driven in the time of the simulators. */
import { Money } from "@switchyard/core"
import { Switchyard } from "@switchyard/facade"
import type { Booked, StatementRow } from "@switchyard/memory/Simulator"
import { Clock, Context, Effect, Exit, Fiber, Layer, Scope } from "effect"
import { type PullRequest, SettlementReports } from "../../src/model/SettlementReports.ts"
import * as Importing from "../../src/settlement/Importing.ts"
import { Pulling, layer as pullingLayer } from "../../src/settlement/Pulling.ts"
import { createPayment, createPayout, open } from "../operations/support/app.ts"
import { sandboxClock } from "../operations/support/clock.ts"
import type { Database } from "../operations/support/databases.ts"
import * as MemoryBank from "../operations/support/memoryBank.ts"
import { makeSimulators } from "../operations/support/simulators.ts"

export const hour = 3_600_000

const page = { limit: 50 }

/** A world whose provider has pages of so many rows. */
export const pullWorld = async (database: Pick<Database, "layer" | "empty" | "sql">, options: object = {}) => {
  await database.empty()
  const simulators = makeSimulators()
  const bank = MemoryBank.make()
  const config = MemoryBank.configOf({ statementPageRows: 2, ...options })
  const app = await open(simulators, database.layer, { config, load: bank.load })
  const clock = sandboxClock(simulators.clock)
  const inTime = <A, E>(effect: Effect.Effect<A, E>) => Effect.provideService(effect, Clock.Clock, clock)

  /** Another gateway on the same records, perhaps with another config. */
  const node = async (of: unknown = config) => {
    const context = await Effect.runPromise(
      Effect.scoped(
        Layer.build(
          Importing.layer.pipe(
            Layer.provideMerge(pullingLayer({ isRunning: false })),
            Layer.provide(database.layer),
            Layer.provide(Layer.orDie(Switchyard.layer(of, { load: bank.load })))
          )
        )
      )
    )
    const reports = Context.get(context, SettlementReports)
    const { runDue } = Context.get(context, Pulling)
    const run = <A, E>(effect: Effect.Effect<A, E>) => Effect.runPromise(inTime(effect))
    /** Begins to carry what is due; the clock has to be moved on by whoever waits for it. */
    const begin = () => Effect.runFork(inTime(runDue))
    return {
      pull: (request: Partial<PullRequest> = {}) =>
        run(
          reports.pull(
            { provider: "bank", from: simulators.clock.now() - 24 * hour, to: simulators.clock.now() + 1, ...request },
            page
          )
        ),
      get: (id: string) => run(reports.get(id, page)),
      compare: (id: string) => run(reports.compare(id, page)),
      begin,
      /** Carries what is due to its end, second by second. */
      carry: async () => {
        const fiber = begin()
        while (fiber.pollUnsafe() === undefined) {
          await simulators.clock.advance(1_000)
          await new Promise((resolve) => setTimeout(resolve, 2))
        }
        return Effect.runPromise(Fiber.join(fiber))
      }
    }
  }

  /** A gateway that pulls by itself, in real time, until it is closed. */
  const running = async () => {
    const scope = await Effect.runPromise(Scope.make())
    const layer = pullingLayer({ idleMillis: 20 }).pipe(
      Layer.provide(database.layer),
      Layer.provide(Layer.orDie(Switchyard.layer(config, { load: bank.load })))
    )
    await Effect.runPromise(Layer.buildWithScope(layer, scope))
    return { close: () => Effect.runPromise(Scope.close(scope, Exit.void)) }
  }

  let rows = 0
  const here = await node()
  return {
    ...here,
    node,
    running,
    app,
    simulators,
    config,
    simulator: bank.simulator,
    now: () => simulators.clock.now(),
    later: (millis: number) => simulators.clock.advance(millis),
    /** How often each page was asked for, in order. */
    asked: () =>
      bank
        .simulator()
        .received()
        .filter(({ path }) => path === "/settlement/rows")
        .map(({ request }) => JSON.parse(request?.body ?? "{}").page ?? "1"),
    paidPayment: async (reference: string) => {
      const id = await createPayment(app, reference, { method: "page" })
      await app.due()
      bank.simulator().settle("payment", reference, "received")
      await app.later(600)
      return id
    },
    /** A payment of which a part was captured, and the rest let go. */
    capturedPayment: async (reference: string, value: string) => {
      const id = await createPayment(app, reference, { method: "page", captureMethod: "manual" })
      await app.due()
      bank.simulator().settle("payment", reference, "held")
      await app.later(600)
      const amount = Money.unsafe(value, "RUB")
      await app.run(
        app.core.payments.change(id, { name: "capture", amount, idempotencyKey: `c-${reference}`, bodyDigest: "d" })
      )
      await app.later(600)
      return id
    },
    /** A payout that its provider has paid so many seconds after it was sent. */
    paidPayout: async (reference: string, after = 0) => {
      const id = await createPayout(app, reference)
      await app.due()
      if (after > 0) await app.later(after)
      bank.simulator().settle("payout", reference, "done")
      // Who was asked long ago is asked seldom.
      await app.later(after > 0 ? 12 * 3_600 : 600)
      return id
    },
    /** Writes a row that nothing here stands behind. */
    book: (row: Partial<StatementRow> & Booked = {}) => {
      rows += 1
      const net = Money.unsafe("7.00", "RUB")
      const id = `t${rows}`
      bank.simulator().statement.book({
        ...{ id, kind: "fee", at: simulators.clock.now() - hour, status: "settled", net },
        ...row
      })
      return row.id ?? id
    },
    close: () => app.close()
  }
}

export type PullWorld = Awaited<ReturnType<typeof pullWorld>>
