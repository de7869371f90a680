/**
 * Records that went back in time under the same server while money moved on: whoever runs on them notices, and whoever
 * starts on them, before anything is sent again.
 */
import { assert, describe, it } from "vitest"
import * as Client from "../../soak/merchant/client.ts"
import * as Absence from "./support/absence.ts"
import { ask, becomePaid, order, paid, sent, wereAsked } from "./support/payouts.ts"
import { areFenced, areReady } from "./support/readiness.ts"
import * as Ways from "./support/ways.ts"
import { openWorld } from "./support/world.ts"

const ways = [
  ["the files of the server", Ways.files],
  ["a copy of the database under its name", Ways.copy],
  ["the rows of a dump in the same tables", Ways.rows],
  ["a dump in new tables", Ways.tables]
] as const

const moments = ["runs", "starts"] as const

const cases = ways.flatMap(([name, open]) => moments.map((moment) => [name, moment, open] as const))

describe("records that went back in time", { concurrent: true, timeout: 600_000 }, () => {
  it.for(cases)("with %s are noticed by a node that %s", async ([, moment, open], { onTestFinished }) => {
    const records = await open()
    onTestFinished(records.close)
    const world = await openWorld({ nodes: 1, databaseUrl: records.url })
    onTestFinished(world.close)
    const { nodes, simulators } = world
    const [node] = nodes
    const client = Client.make(() => node.url)
    await node.start()
    // It was refused for certain when the records were kept; afterwards it was paid, and another one asked for and paid.
    await Absence.leave(simulators)
    const known = await client.create(order("known", "p2p"))
    await Absence.wereRefused(client, [known.id])
    await records.keep()
    await Absence.comeBack(simulators)
    const unknown = await client.create(order("unknown", "p2p"))
    await becomePaid(client, [known.id, unknown.id])
    const references = await sent(simulators)

    if (moment === "starts") await node.kill()
    await records.bringBack()
    if (moment === "starts") await node.start()
    await areFenced([node.url], async () => assert.deepStrictEqual(await sent(simulators), references))
    assert.strictEqual(await ask(node.url, order("unknown", "p2p")), 503)

    await node.drain()
    await node.with({ SWITCHYARD_RECOVER: "1" }).start()
    await areReady([node.url])
    await client.create(order("unknown", "p2p"))
    await becomePaid(client, [known.id])
    await wereAsked(simulators, ["unknown"])
    assert.deepStrictEqual(await paid(simulators), { known: 1, unknown: 1 })
    assert.deepStrictEqual(await sent(simulators), references)
  })
})
