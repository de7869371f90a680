/**
 * A real gateway among enemies: more than ten thousand forged and replayed callbacks, and hundreds of connections that are
 * slow or say too much, while its merchant goes on working with it.
 */
import { join } from "node:path"
import { PGlite } from "@electric-sql/pglite"
import { assert, describe, it } from "vitest"
import * as Random from "../../soak/random.ts"
import type { Gateway } from "../../soak/world/gateway.ts"
import { until } from "../../soak/world/until.ts"
import * as World from "../../soak/world/world.ts"
import { isFull } from "../depth.ts"
import * as Bystanders from "./support/bystanders.ts"
import { type Callback, openCallbackProxy, send } from "./support/callbackProxy.ts"
import { forger } from "./support/forge.ts"
import * as Slow from "./support/slow.ts"

// Nine in ten of them are stored as new ones: in full depth more than are ever remembered.
const forged = isFull ? 11_400 : 1_500
const attackers = 32
const mostRemembered = 10_000
const mostGrowth = 300 * 2 ** 20
// A little less than the minute of money rules, section 5: one may have been longer on its way than the next.
const leastSpacing = 55_000
const longestTimeline = 60

/** Sends forged callbacks to a gateway, many at a time; how often it answered what. */
const flood = async ({ url }: Gateway, forge: (number: number) => Callback): Promise<ReadonlyMap<number, number>> => {
  const answers = new Map<number, number>()
  let number = 0
  const attack = async () => {
    while (number < forged) {
      const status = await send(url, forge(number++))
      answers.set(status, (answers.get(status) ?? 0) + 1)
    }
  }
  await Promise.all(Array.from({ length: attackers }, attack))
  return answers
}

/** What a gateway that has ended keeps of callbacks; true ones are counted apart. */
const remembered = async (directory: string) => {
  const database = await PGlite.create(join(directory, "pglite"))
  const { rows } = await database.query<{ ended: number; open: number; sealed: number }>(
    `SELECT count(*) FILTER (WHERE next_at IS NULL AND trust IS DISTINCT FROM 'verified')::int AS ended,
       count(next_at)::int AS open,
       count(sealed)::int AS sealed
     FROM callback`
  )
  await database.close()
  return rows[0] ?? assert.fail("no rows")
}

const attacked = async (world: World.World, random: Random.Random, callbacks: ReadonlyArray<Callback>) => {
  const { gateways, simulators } = world
  const [gateway] = gateways
  const bystanders = await Bystanders.create(world)
  const [seen, closedReads] = [await bystanders.seen(), await bystanders.closedReads()]
  const memory = await gateway.memory()

  const forge = forger(random, callbacks, ["open-p2p", "open-feennex", "paid-p2p", "paid-feennex"])
  const slow = Slow.all(Number(new URL(gateway.url).port))
  const flooding = flood(gateway, forge)
  // Nobody else's trouble: its merchant is served meanwhile.
  for (let orders = 0; orders < 20; orders += 1) await bystanders.ask(`meanwhile-${orders}`, "p2p")
  const answers = await flooding
  const unexpected = [...answers.keys()].filter((status) => ![200, 400, 404, 429].includes(status))
  assert.deepStrictEqual(unexpected, [])
  assert.isAbove(answers.get(200) ?? 0, forged / 2)
  for (const { name, text } of await slow) assert.match(text, /^(?:HTTP\/1\.1 (?:400|408|413|431) |$)/, name)

  await bystanders.lastIsPaid()
  assert.deepStrictEqual(await bystanders.seen(), seen)
  assert.deepStrictEqual(await bystanders.closedReads(), closedReads)
  for (const provider of [simulators.p2p, simulators.feennex]) {
    const instants = await Bystanders.reads(provider, `open-${provider.name}`)
    const gaps = instants.slice(1).map((at, index) => at - (instants[index] ?? 0))
    assert.deepStrictEqual(
      gaps.filter((gap) => gap < leastSpacing),
      [],
      `${instants.length} reads at ${provider.name}`
    )
    assert.deepStrictEqual(await provider.violations(), [])
  }
  assert.isBelow(await bystanders.longestTimeline(), longestTimeline)
  assert.isBelow((await gateway.memory()) - memory, mostGrowth)
}

describe("a gateway among enemies", { timeout: 1_200_000 }, () => {
  it("answers no 5xx, changes nothing, asks no more than one callback would make it, and stays small", async () => {
    const random = Random.make(Math.floor(Math.random() * 1_000_000_000))
    let door = ""
    const overheard = await openCallbackProxy(() => door)
    const around = { database: "embedded", nodes: 1, random, callbackUrl: overheard.url, isPrepared: true } as const
    await World.using(around, async (world) => {
      const { database, gateways } = world
      const [gateway] = gateways
      door = gateway.url
      await attacked(world, random, overheard.callbacks)

      // What is remembered is cut to its most at each start, and every minute.
      assert.strictEqual(await gateway.drain(), 0)
      await gateway.start()
      await until("it is ready", async () => (await fetch(`${gateway.url}/readyz`)).ok)
      assert.strictEqual(await gateway.drain(), 0)
      const { ended, open, sealed } = await remembered(database.env.SWITCHYARD_DATA_DIR ?? "")
      assert.isAtMost(ended, mostRemembered)
      assert.deepStrictEqual([open, sealed], [0, 0])
    }).finally(overheard.close)
  })
})
