/** Merchants who prefer to wait: the records are asked for all of them together, and told each of them as soon as it is so. */

import { Effect, Result } from "effect"
import { afterAll, afterEach, assert, beforeAll, describe, it } from "vitest"
import { StoreUnavailable } from "../../src/model/Operations.ts"
import { type App, createPayment, createPayout, open } from "../operations/support/app.ts"
import { type Database, openEmbedded } from "../operations/support/databases.ts"
import { configOf, makeSimulators } from "../operations/support/simulators.ts"

let database: Database
let app: App | undefined

beforeAll(async () => {
  database = await openEmbedded()
})
afterAll(() => database.close())
afterEach(async () => {
  await app?.close()
  app = undefined
})

const turns = async (count: number) => {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setTimeout(resolve, 1))
}

describe("those who wait for an operation to be submitted", { timeout: 180_000 }, () => {
  it("cost one look a moment, however many they are, and nothing once they are gone", async () => {
    await database.empty()
    const simulators = makeSimulators()
    const asked = { one: 0, all: 0 }
    const of = await open(simulators, database.layer, {
      config: configOf("p2p"),
      wrap: (store) => ({
        ...store,
        find: (id) => {
          asked.one += 1
          return store.find(id)
        },
        submittedOf: (ids) => {
          asked.all += 1
          return store.submittedOf(ids)
        }
      })
    })
    app = of
    const payouts = await Promise.all(Array.from({ length: 150 }, (_, n) => createPayout(of, `wait-${n}`)))
    const pays = await Promise.all(Array.from({ length: 50 }, (_, n) => createPayment(of, `pay-${n}`)))
    const waiting = [
      ...payouts.map((id) => of.run(of.core.payouts.settled(id, 30))),
      ...pays.map((id) => of.run(of.core.payments.settled(id, 30)))
    ]
    while (asked.one < waiting.length) await turns(1)
    await turns(20)
    for (let step = 0; step < 40; step += 1) {
      await simulators.clock.advance(50)
      await turns(2)
    }
    assert.isAtLeast(asked.all, 1)
    assert.isAtMost(asked.all, 41)
    assert.strictEqual(asked.one, waiting.length)

    await of.due()
    let answered = 0
    const answers = Promise.all(
      waiting.map(async (each) => {
        const resource = await each
        answered += 1
        return resource
      })
    )
    while (answered < waiting.length) {
      await simulators.clock.advance(50)
      await turns(2)
    }
    for (const { id, status } of await answers) assert.notInclude(["created", "submitting"], status, id)

    await turns(20)
    const before = asked.all
    for (let step = 0; step < 20; step += 1) {
      await simulators.clock.advance(1_000)
      await turns(1)
    }
    assert.isAtMost(asked.all, before + 1)
  })

  it("are answered with how it stands when their time is up, and when the records cannot be asked", async () => {
    await database.empty()
    const simulators = makeSimulators()
    let isAway = false
    const of = await open(simulators, database.layer, {
      config: configOf("p2p"),
      wrap: (store) => ({
        ...store,
        submittedOf: (ids) =>
          Effect.suspend(() =>
            isAway
              ? Effect.fail(new StoreUnavailable({ retryAfterSeconds: 1, isAboutContent: false }))
              : store.submittedOf(ids)
          )
      })
    })
    app = of
    const id = await createPayout(of, "wait-1")
    const answersOf = (settling: Promise<unknown>) => {
      let isThere = false
      void settling.finally(() => {
        isThere = true
      })
      return async () => {
        while (!isThere) {
          await simulators.clock.advance(100)
          await turns(2)
        }
        return settling
      }
    }
    const began = simulators.clock.now()
    const late = await answersOf(of.run(of.core.payouts.settled(id, 5)))()
    assert.deepInclude(late, { id, status: "created" })
    assert.isAtLeast(simulators.clock.now() - began, 5_000)
    isAway = true
    const lost = await answersOf(of.run(Effect.result(of.core.payouts.settled(id, 30))))()
    assert.isTrue(Result.isResult(lost) && Result.isFailure(lost))
    assert.isBelow(simulators.clock.now() - began, 30_000)
  })
})
