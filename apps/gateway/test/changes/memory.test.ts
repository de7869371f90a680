/**
 * Captures, cancels and completions at the reference provider, with its whole adapter and the worker between, whatever it states and
 * however it treats a repeat. They are asked for of the machine: no interface offers them yet.
 */
import { Context, Effect, Redacted } from "effect"
import { afterAll, afterEach, assert, beforeAll, describe, it } from "vitest"
import { OperationRunner } from "../../src/operations/OperationRunner.ts"
import { type App, type AppOptions, createPayment, open, summaries } from "../operations/support/app.ts"
import { type Database, keepOpen, openEmbedded, startPostgres } from "../operations/support/databases.ts"
import * as MemoryBank from "../operations/support/memoryBank.ts"
import { makeSimulators } from "../operations/support/simulators.ts"
import { rub } from "../refunds/support/bank.ts"

let database: Database
let app: App | undefined

beforeAll(async () => {
  database = await openEmbedded()
})
afterAll(() => database.close())
const closed = async () => {
  await app?.close()
  app = undefined
}

afterEach(closed)

const start = async (
  options: object,
  captureMethod: "manual" | "automatic" = "manual",
  { more = {}, on = database }: { readonly on?: Pick<Database, "layer">; readonly more?: Partial<AppOptions> } = {}
) => {
  await database.empty()
  const bank = MemoryBank.make()
  const keys = { current: Redacted.make(new Uint8Array(32).fill(7)), previous: [] }
  const here = await open(makeSimulators(), on.layer, {
    config: MemoryBank.configOf(options),
    keys,
    load: bank.load,
    ...more
  })
  app = here
  const simulator = bank.simulator()
  const id = await createPayment(here, "pay-1", {
    amount: { value: "100.00", currency: "RUB" },
    method: "page",
    captureMethod
  })
  await here.due()
  const row = async () => (await here.run(here.store.find(id)))!
  const told = async () => (await summaries(here, id)).join("\n")
  const ask = async (name: "capture" | "cancel", value?: string, isFinal?: boolean) => {
    const runner = Context.get(here.context, OperationRunner)
    const amount = value === undefined ? undefined : { value, currency: "RUB" }
    const applied = await here.run(
      Effect.flatMap(row_(here, id), (found) => runner.apply(found, { _tag: "ChangeAsked", name, amount, isFinal }))
    )
    if (applied._tag === "Refused") return applied.isInFlight ? "in_flight" : applied.why
    return applied._tag
  }
  const sent = (path: string) => simulator.received().filter((each) => each.path === path).length
  const captured = () =>
    simulator
      .captures("pay-1")
      .filter(({ status }) => status !== "failed")
      .reduce((sum, { amount }) => sum + Number(amount.value.value) / 10 ** amount.value.scale, 0)
  return { app: here, ask, captured, id, row, sent, simulator, told }
}

const row_ = (here: App, id: string) =>
  Effect.map(here.store.find(id), (found) => {
    if (found === undefined) throw new Error("there is no payment")
    return found
  })

const held = async (options: object, how: Parameters<typeof start>[2] = {}) => {
  const world = await start(options, "manual", how)
  world.simulator.settle("payment", "pay-1", "held")
  await world.app.later(600)
  assert.strictEqual((await world.row()).status, "authorized", await world.told())
  return world
}

describe("a change at the reference provider", { timeout: 240_000 }, () => {
  for (const states of [undefined, "sum"] as const) {
    for (const changes of ["refused", "replayed", "undocumented"] as const) {
      const options = {
        changes,
        ...(changes === "replayed" ? { duplicates: "replayed" } : {}),
        ...(states && { states })
      }
      it(`is captured once in two parts, its answer lost, where it states ${states ?? "parts"} and repeats are ${changes}`, async () => {
        const { app, ask, captured, row, simulator, told } = await held(options)
        simulator.fault({ kind: "cutAfterActing" }, { path: "/payments/capture" })
        assert.strictEqual(await ask("capture", "40.00", false), "Applied")
        assert.strictEqual(await ask("capture", "40.00", false), "in_flight")
        await app.later(3600)
        assert.strictEqual(captured(), 40, await told())
        assert.strictEqual((await row()).facts.changes?.ended?.became, "done", await told())
        assert.strictEqual(await ask("capture", "60.01"), "no more than 60 can be captured")
        assert.strictEqual(await ask("capture"), "Applied")
        await app.later(3600)
        assert.strictEqual(captured(), 100, await told())
        assert.strictEqual((await row()).status, "paid", await told())
      })

      it(`which never arrived is captured at most once where it states ${states ?? "parts"} and repeats are ${changes}`, async () => {
        const { app, ask, captured, row, sent, simulator, told } = await held(options)
        simulator.fault({ kind: "cutBeforeReading" }, { path: "/payments/capture" })
        assert.strictEqual(await ask("capture", "40.00", false), "Applied")
        await app.later(7 * 86_400)
        const isTold = changes === "undocumented"
        assert.strictEqual((await row()).status, isTold ? "needs_review" : "authorized", await told())
        assert.strictEqual(captured(), isTold ? 0 : 40, await told())
        assert.strictEqual(sent("/payments/capture"), isTold ? 1 : 2)
      })
    }
  }

  it("that ends days later is waited for, and where it fails what was held is free again", async () => {
    const { app, ask, captured, id, row, sent, simulator, told } = await held({ captures: "later" })
    const settle = (place: number, status: string) =>
      simulator.settleCapture("pay-1", simulator.captures("pay-1")[place]?.id ?? "", status)
    assert.strictEqual(await ask("capture", "40.00", false), "Applied")
    await app.later(5 * 86_400)
    assert.strictEqual((await row()).status, "authorized", await told())
    assert.strictEqual(await ask("capture", "40.00", false), "in_flight")
    settle(0, "failed")
    await app.later(2 * 3600)
    assert.strictEqual((await row()).facts.changes?.ended?.became, "dead", await told())
    assert.strictEqual(await ask("capture", "100.00"), "Applied")
    await app.later(3600)
    settle(1, "done")
    await app.later(2 * 3600)
    const { capturedAmount, status } = await app.run(app.core.payments.get(id))
    assert.deepStrictEqual([status, capturedAmount?.value], ["paid", "100.00"], await told())
    assert.deepStrictEqual([captured(), sent("/payments/capture")], [100, 2])
  })

  it("is not sent where its desk has captured so much meanwhile", async () => {
    const { app, ask, captured, row, sent, simulator, told } = await held({})
    assert.strictEqual(await ask("capture", "60.00"), "Applied")
    simulator.capture("pay-1", { amount: rub("60.00"), status: "done" })
    await app.later(600)
    assert.strictEqual(captured(), 60, await told())
    assert.strictEqual(sent("/payments/capture"), 0)
    assert.strictEqual((await row()).facts.changes?.ended?.became, "dead", await told())
  })

  it("lets go of what is held, once", async () => {
    const { app, ask, row, sent, simulator, told } = await held({})
    simulator.fault({ kind: "cutAfterActing" }, { path: "/payments/cancel" })
    assert.strictEqual(await ask("cancel"), "Applied")
    await app.later(3600)
    assert.strictEqual((await row()).status, "canceled", await told())
    assert.strictEqual(sent("/payments/cancel"), 1)
  })

  it("completes what its payer has approved, once, by itself", async () => {
    const { app, row, sent, simulator, told } = await start({ approval: "asked" }, "automatic")
    simulator.fault({ kind: "cutAfterActing" }, { path: "/payments/complete" })
    simulator.settle("payment", "pay-1", "approved")
    await app.later(3600)
    assert.strictEqual((await row()).status, "paid", await told())
    assert.strictEqual(sent("/payments/complete"), 1, await told())
  })

  it("completes nothing that its merchant has wanted to cancel", async () => {
    const { app, ask, row, sent, simulator, told } = await start({ approval: "asked" }, "automatic")
    await app.later(60)
    assert.strictEqual(await ask("cancel"), "Applied")
    simulator.settle("payment", "pay-1", "approved")
    await app.later(3600)
    assert.strictEqual((await row()).status, "canceled", await told())
    assert.strictEqual(sent("/payments/complete"), 0)
  })

  const onBoth = async (check: (on: Pick<Database, "layer">) => Promise<void>) => {
    await check(database)
    await closed()
    const server = await startPostgres()
    const opened = await keepOpen(server.layer(await server.database()))
    await check(opened)
    await closed()
    await opened.close()
    await server.close()
  }

  it("is one of all that are asked for at once, and nobody decides while it may have left", () =>
    onBoth(async (on) => {
      const { app, ask, captured, id, sent, simulator, told } = await held({ changes: "undocumented" }, { on })
      const asked = await Promise.all([ask("capture", "100.00"), ask("cancel"), ask("capture", "40.00"), ask("cancel")])
      // A cancel takes the place of a capture that has not left.
      const taken = asked.filter((each) => each === "Applied").length
      assert.sameMembers(
        asked.filter((each) => each !== "Applied"),
        Array.from({ length: 4 - taken }, () => "in_flight")
      )
      assert.include([1, 2], taken)
      simulator.fault({ kind: "cutBeforeReading" }, { path: "/payments/capture" })
      simulator.fault({ kind: "cutBeforeReading" }, { path: "/payments/cancel" })
      for (let n = 0; n < 20 && sent("/payments/capture") + sent("/payments/cancel") === 0; n += 1) await app.later(10)
      const resolution = { outcome: "failed", note: "n", operator: "anna", acceptDuplicateRisk: true } as const
      const resolved = await app.run(Effect.result(app.core.payments.resolve(id, resolution)))
      assert.deepInclude(resolved, { _tag: "Failure" }, await told())
      if (resolved._tag === "Failure") assert.deepInclude(resolved.failure, { code: "in_flight" })
      assert.strictEqual(await ask("cancel"), "in_flight")
      assert.strictEqual(captured(), 0)
    }))

  it("is captured once after the process that sent it was killed", () =>
    onBoth(async (on) => {
      let kills = 1
      const more: Partial<AppOptions> = {
        facade: (switchyard) => ({
          ...switchyard,
          payments: {
            ...switchyard.payments,
            capture: (...call) =>
              Effect.flatMap(switchyard.payments.capture(...call), (ended) => {
                kills -= 1
                return kills < 0 ? Effect.succeed(ended) : Effect.die(new Error("killed"))
              })
          }
        })
      }
      const { app, ask, captured, row, sent, told } = await held({ changes: "undocumented" }, { on, more })
      assert.strictEqual(await ask("capture", "100.00"), "Applied")
      await app.later(3600)
      assert.strictEqual((await row()).status, "paid", await told())
      assert.strictEqual(captured(), 100)
      assert.strictEqual(sent("/payments/capture"), 1)
      assert.include(await told(), "its outcome was never recorded")
    }))
})
