/**
 * A primary that dies in the middle of work while a synchronous standby has everything: the nodes go on with the new one by
 * themselves, and every payout is paid once.
 */
import { assert, describe, it, onTestFinished } from "vitest"
import * as Client from "../../soak/merchant/client.ts"
import { until } from "../../soak/world/until.ts"
import { startCluster } from "../operations/support/cluster.ts"
import { alterSystem } from "../operations/support/query.ts"
import * as Absence from "./support/absence.ts"
import { ask, becomePaid, order, paid, sent } from "./support/payouts.ts"
import { areFenced, areReady, fenced } from "./support/readiness.ts"
import { openWorld } from "./support/world.ts"

const open = async (nodes: number, standbys: number) => {
  const cluster = await startCluster({ standbys, isSynchronous: true })
  onTestFinished(cluster.close)
  const world = await openWorld({ nodes, databaseUrl: cluster.url, isSynchronous: true })
  onTestFinished(world.close)
  await Promise.all(world.nodes.map((each) => each.start()))
  const urls = world.nodes.map(({ url }) => url)
  await areReady(urls)
  let turn = 0
  const client = Client.make(() => urls[turn++ % urls.length] ?? "")
  return { cluster, client, urls, ...world }
}

const named = (word: string, count: number) => Array.from({ length: count }, (_, n) => `${word}-${n}`)

describe("nodes that are promised a synchronous standby", { timeout: 600_000 }, () => {
  it("go on by themselves when it takes the primary's place, lose nothing and send nothing twice", async () => {
    const { client, cluster, simulators, urls } = await open(3, 2)
    const before = await Promise.all([
      ...named("before-p2p", 2).map((each) => client.create(order(each, "p2p"))),
      ...named("before-feennex", 2).map((each) => client.create(order(each, "feennex")))
    ])
    await becomePaid(
      client,
      before.map(({ id }) => id)
    )

    // These are on their way when the primary goes, and are answered when another one is there.
    const flying = named("flying", 6)
    await Promise.all(flying.map(() => Absence.holdAnswer(simulators)))
    const during = await Promise.all(flying.map((each) => client.create(order(each, "p2p"))))
    await until("they are on their way", async () => (await simulators.p2p.operations()).length === flying.length + 2)
    await cluster.losePrimary()
    // Asked for again and again until somebody takes it.
    const meanwhile = client.create(order("meanwhile", "feennex"))
    await cluster.promote()
    await areReady(urls)
    const after = await Promise.all(named("after", 4).map((each) => client.create(order(each, "p2p"))))
    await becomePaid(
      client,
      after.map(({ id }) => id)
    )
    await Absence.answer(simulators)

    const all = [...before, ...during, await meanwhile, ...after]
    await becomePaid(
      client,
      all.map(({ id }) => id)
    )
    assert.deepStrictEqual(await paid(simulators), Object.fromEntries(all.map(({ order }) => [order.reference, 1])))
    assert.strictEqual((await sent(simulators)).length, all.length)
    assert.deepStrictEqual(client.surprises, [])
  })

  it("send nothing when one that is not synchronous is promoted all the same", async () => {
    const { client, cluster, simulators, urls } = await open(2, 3)
    await Absence.leave(simulators)
    const known = await client.create(order("known", "p2p"))
    await Absence.wereRefused(client, [known.id])
    await cluster.caughtUp()
    // The third one has all that comes, and that is enough for every commit.
    cluster.fallBehind(0, 1)
    await Absence.comeBack(simulators)
    await becomePaid(client, [known.id])
    await cluster.losePrimary()
    await cluster.promote(0, 1)
    await areFenced(urls, async () => assert.deepStrictEqual(await sent(simulators), ["known"]))
    for (const url of urls) assert.strictEqual(await ask(url, order("refused", "p2p")), 503)
    assert.deepStrictEqual(await sent(simulators), ["known"])
  })

  it("send nothing while there is none and say so, and go on when there is one again", async () => {
    const { client, cluster, simulators, urls } = await open(1, 1)
    const [url = ""] = urls
    await alterSystem(cluster.url, "synchronous_standby_names", "")
    const status = await ask(url, order("alone", "p2p"))
    assert.include([201, 503], status)
    await until("it says why", async () => {
      assert.deepStrictEqual(await sent(simulators), [])
      return (await fenced(url))?.includes("synchronous") === true
    })
    assert.deepStrictEqual(await sent(simulators), [])
    await alterSystem(cluster.url, "synchronous_standby_names", "ANY 1 (*)")
    const { id } = await client.create(order("alone", "p2p"))
    await becomePaid(client, [id])
    assert.deepStrictEqual(await paid(simulators), { alone: 1 })
  })
})
