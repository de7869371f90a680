/**
 * A standby that had fallen behind takes the primary's place: what was sent since is not in the records any more. Every node
 * notices before the next byte leaves, and all of them go on once somebody has begun a recovery.
 */
import { assert, describe, it, onTestFinished } from "vitest"
import * as Client from "../../soak/merchant/client.ts"
import { startCluster } from "../operations/support/cluster.ts"
import * as Absence from "./support/absence.ts"
import { ask, becomePaid, order, paid, requests, sent, wereAsked } from "./support/payouts.ts"
import { areFenced, areReady } from "./support/readiness.ts"
import { openWorld } from "./support/world.ts"

const named = (word: string, count: number) => Array.from({ length: count }, (_, n) => `${word}-${n}`)

describe("an asynchronous standby that was promoted behind", { timeout: 600_000 }, () => {
  it("is noticed by every node, and nothing is sent before a recovery and nothing twice after it", async () => {
    const cluster = await startCluster({ standbys: 1, isSynchronous: false })
    onTestFinished(cluster.close)
    const world = await openWorld({ nodes: 4, databaseUrl: cluster.url })
    onTestFinished(world.close)
    const { nodes, simulators } = world
    const [first, ...others] = nodes
    const late = others.at(-1) ?? first
    const running = nodes.filter((each) => each !== late)
    await Promise.all(running.map((each) => each.start()))
    const urls = running.map(({ url }) => url)
    let turn = 0
    const client = Client.make(() => urls[turn++ % urls.length] ?? "")
    const create = (references: ReadonlyArray<string>) =>
      Promise.all(references.map((each) => client.create(order(each, "p2p"))))

    const before = await create(named("before", 3))
    await becomePaid(
      client,
      before.map(({ id }) => id)
    )
    // The standby knows of these that they were refused for certain.
    await Absence.leave(simulators)
    const known = await create(named("known", 2))
    await Absence.wereRefused(
      client,
      known.map(({ id }) => id)
    )
    await cluster.caughtUp()
    // It never hears of anything after that: known ones were paid, others asked for and paid.
    cluster.fallBehind()
    await Absence.comeBack(simulators)
    const unknown = await create(named("unknown", 2))
    await becomePaid(
      client,
      [...known, ...unknown].map(({ id }) => id)
    )
    const once = Object.fromEntries([...before, ...known, ...unknown].map(({ order }) => [order.reference, 1]))
    const [payouts, references] = [await paid(simulators), await sent(simulators)]
    assert.deepStrictEqual(payouts, once)

    await cluster.losePrimary()
    await cluster.promote()
    const sendsNothing = async () => assert.deepStrictEqual(await sent(simulators), references)
    await areFenced(urls, sendsNothing)
    const asked = await requests(simulators)
    // So is one that has never heard of anything else.
    await late.start()
    await areFenced([...urls, late.url], sendsNothing)
    for (const { url } of nodes) assert.strictEqual(await ask(url, order("refused", "p2p")), 503)
    // Nor is anybody asked, whoever wants it.
    const ids = [...before, ...known].map(({ id }) => id)
    for (const { url } of nodes)
      await Promise.all(ids.map((id) => Client.make(() => url).post(`/v1/payouts/${id}/refresh`)))
    assert.strictEqual(await requests(simulators), asked)

    await first.drain()
    const recovering = first.with({ SWITCHYARD_RECOVER: "1" })
    await recovering.start()
    await areReady(nodes.map(({ url }) => url))
    // The merchant was told that these exist, asks again, and is told of others.
    await create(named("unknown", 2))
    await becomePaid(
      client,
      known.map(({ id }) => id)
    )
    await wereAsked(simulators, named("unknown", 2))
    assert.deepStrictEqual(await paid(simulators), once)
    assert.deepStrictEqual(await sent(simulators), references)
  })
})
