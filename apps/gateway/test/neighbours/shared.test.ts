/** What nodes on one database keep to together: circuits, whoever finds out, and rates, whoever has what to send. */
import { Transport } from "@switchyard/core"
import * as Sandbox from "@switchyard/sandbox"
import { Clock, Context, Effect, Exit, Layer, Scope } from "effect"
import { afterAll, afterEach, assert, beforeAll, describe, it } from "vitest"
import * as Connections from "../../src/health/connections.ts"
import { Health, layerShared } from "../../src/health/Health.ts"
import * as Rates from "../../src/health/Rates.ts"
import { watched } from "../../src/health/watched.ts"
import { Store } from "../../src/store/Store.ts"
import { createPayout, open, payout, summaries } from "../operations/support/app.ts"
import { sandboxClock } from "../operations/support/clock.ts"
import { type Database, startPostgres } from "../operations/support/databases.ts"
import { configOf, makeSimulators, type Simulators } from "../operations/support/simulators.ts"
import { openings, soon } from "./support.ts"

const { close, database, kept, node } = openings()
let server: Awaited<ReturnType<typeof startPostgres>>

beforeAll(async () => {
  server = await startPostgres()
}, 600_000)
afterAll(() => server.close())
afterEach(close)

const p2pPort = "8082"

/** A part of a node over the records, in the time of the simulators. */
const part = async <A>(simulators: Simulators, records: Database, layer: Layer.Layer<A, never, Store>) => {
  const scope = await Effect.runPromise(Scope.make())
  const built = Layer.buildWithScope(Layer.provide(Layer.fresh(layer), records.layer), scope)
  const context = await Effect.runPromise(Effect.provideService(built, Clock.Clock, sandboxClock(simulators.clock)))
  return kept({ context, close: () => Effect.runPromise(Scope.close(scope, Exit.void)) })
}

/** Two nodes that find out together how their providers are, and how often somebody has tried to reach the P2P platform. */
const twoNodes = async (...route: ReadonlyArray<string>) => {
  const records = await database(server)
  const simulators = makeSimulators({ clock: Sandbox.Clock.manual() })
  const tried = { count: 0 }
  const transport: Transport.Transport = (request, line) => {
    if (new URL(request.url).port === p2pPort) tried.count += 1
    return simulators.transport(request, line)
  }
  const one = async () => {
    const health = Context.get((await part(simulators, records, layerShared)).context, Health)
    const app = kept(
      await open(simulators, records.layer, { config: configOf(...route), runner: { guard: health }, transport })
    )
    return { app, circuit: async () => (await app.run(health.of("p2p"))).circuit }
  }
  return { simulators, tried, first: await one(), second: await one() }
}

type Nodes = Awaited<ReturnType<typeof twoNodes>>

/** The platform goes away, and one node finds out. */
const goesAway = async ({ simulators, first, second, tried }: Nodes) => {
  simulators.down.add(p2pPort)
  for (let n = 0; n < 5; n += 1) {
    await createPayout(first.app, `first-${n}`)
    await first.app.due()
  }
  assert.strictEqual(await first.circuit(), "open")
  assert.strictEqual(tried.count, 5)
  await soon("the other hears of it", simulators, 3_000, async () => (await second.circuit()) === "open")
}

describe("a provider that one node has found unhealthy", { timeout: 600_000 }, () => {
  it("gets nothing new from any other, which goes to the next candidate at once", async () => {
    const nodes = await twoNodes("p2p", "feennex")
    await goesAway(nodes)
    const { simulators, second, tried } = nodes
    const id = await createPayout(second.app, "second")
    await second.app.due()
    assert.strictEqual(tried.count, 5)
    assert.strictEqual((await payout(second.app, id)).provider, "feennex")
    assert.deepStrictEqual(simulators.creates("second"), [1, 0])
  })

  it("is tried by one call of all nodes, and what that finds is known to all", async () => {
    const nodes = await twoNodes("p2p")
    await goesAway(nodes)
    const { simulators, first, second, tried } = nodes
    for (const [n, { app }] of [first, second, first, second].entries()) await createPayout(app, `waiting-${n}`)
    const both = () => Promise.all([first.app.due(), second.app.due()])
    const trials: Array<number> = []
    for (let seconds = 0; seconds < 300; seconds += 5) {
      const before = tried.count
      await both()
      assert.isAtMost(tried.count - before, 1)
      if (tried.count > before) trials.push(seconds)
      // Each hears of the others' findings meanwhile.
      for (let step = 0; step < 5; step += 1) {
        await simulators.clock.advance(1_000)
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    }
    const gaps = trials.slice(1).map((at, index) => at - (trials[index] ?? 0))
    assert.isAbove(trials.length, 2)
    assert.isAtLeast(Math.min(...gaps), 10)
    // Its pauses grow to a minute, whichever node has tried it.
    assert.isAtLeast(gaps.at(-1) ?? 0, 55)

    simulators.down.clear()
    await soon(
      "it is healthy for both",
      simulators,
      120_000,
      async () => {
        await both()
        return (await first.circuit()) === "closed" && (await second.circuit()) === "closed"
      },
      { step: 1_000, looks: 5 }
    )
  })

  it("is tried again by somebody else when the node that tries it is gone", async () => {
    const nodes = await twoNodes("p2p")
    await goesAway(nodes)
    const { simulators, second, tried } = nodes
    const now = simulators.clock.now() + 10_000
    // Another node has taken the trial, and was never heard of again.
    const taken = await second.app.run(second.app.store.tryCircuit("p2p", now as never, (now - 60_000) as never))
    assert.isDefined(taken)
    await createPayout(second.app, "second")
    const isTried = async () => {
      await second.app.due()
      return tried.count > 5
    }
    await soon("it is known to be tried", simulators, 15_000, async () => (await second.circuit()) === "half_open")
    await simulators.clock.advance(40_000)
    assert.isFalse(await isTried())
    await soon("it is tried", simulators, 60_000, isTried, { step: 1_000, looks: 5 })
  })
})

describe("a rate", { timeout: 600_000 }, () => {
  it("is kept by all nodes together, for sends and reads, and asks the records seldom", async () => {
    const records = await database(server)
    const simulators = makeSimulators({ clock: Sandbox.Clock.manual() })
    const rate = { perSecond: 5, burst: 5 }
    const leases = { count: 0 }
    const counted = Layer.effect(
      Store,
      Effect.map(Store, (store) => ({
        ...store,
        leaseSlots: (...args) => {
          leases.count += 1
          return store.leaseSlots(...args)
        }
      }))
    )
    const one = async () => {
      const layer = Rates.layer(new Map([["p2p", rate]])).pipe(Layer.provide(Layer.fresh(counted)))
      const { context } = await part(simulators, records, layer)
      const rates = Context.get(context, Rates.Rates)
      const connect: Connections.Connect = (instance) =>
        Effect.provideService(
          Transport.Transport,
          Connections.paced(
            simulators.transport,
            rates.turn(instance ?? ""),
            Context.make(Clock.Clock, sandboxClock(simulators.clock)) as Context.Context<never>
          )
        )
      return node(simulators, records, {
        config: configOf("p2p"),
        facade: (switchyard) => watched(switchyard, { note: () => Effect.void }, { connect, spent: rates.spent }),
        worker: { room: rates.room }
      })
    }
    const nodes = [await one(), await one()]
    const began = simulators.clock.now()
    const ids = await Promise.all(Array.from({ length: 60 }, (_, n) => createPayout(nodes[n % 2]!, `rated-${n}`)))
    const requests = () => simulators.p2p.admin.journal({}).map(({ at }) => at)
    const isDone = async () => {
      const { data } = await nodes[0]!.run(nodes[0]!.core.payouts.list({ status: "paid", limit: 100 }))
      return data.length === ids.length
    }
    await soon("all are paid", simulators, 120_000, isDone, { step: 100, looks: 4 })
    const at = requests()
    assert.isAtLeast(at.length, 120)
    // What a node has leased ahead may come on top: two each.
    const most = rate.burst + 4
    for (const [index, from] of at.entries()) {
      for (const seconds of [1, 5, 20]) {
        const within = at.slice(index).filter((each) => each < from + seconds * 1_000).length
        assert.isAtMost(within, most + seconds * rate.perSecond, `${seconds} s from ${from - began}`)
      }
    }
    assert.isBelow(leases.count, at.length)
    for (const [n, id] of ids.entries()) {
      assert.deepStrictEqual(simulators.paid(`rated-${n}`), [0, 1], (await summaries(nodes[0]!, id)).join("\n"))
    }
  })
})
