/**
 * A database that answers before it keeps, killed right after money was sent: the records must still tell of it. Nothing
 * but the gateway's own commits writes anything down there, so what they do not wait for is lost.
 */
import { assert, describe, it, onTestFinished } from "vitest"
import * as Client from "../../soak/merchant/client.ts"
import { freePorts } from "../../soak/world/ports.ts"
import { until } from "../../soak/world/until.ts"
import { variants } from "../depth.ts"
import { directory } from "../operations/support/databases.ts"
import { alterSystem, query, urlOf } from "../operations/support/query.ts"
import { makeServer } from "../operations/support/server.ts"
import * as Absence from "./support/absence.ts"
import { ask, becomePaid, order, paid } from "./support/payouts.ts"
import { openPooler } from "./support/pooler.ts"
import { openWorld } from "./support/world.ts"

interface List {
  readonly data: ReadonlyArray<Client.Resource>
}

const startServer = async () => {
  const { path, remove } = directory()
  const [port = 0] = await freePorts(1)
  const server = await makeServer(path, port)
  server.configure({ wal_writer_delay: "10s", autovacuum: "off" })
  await server.start()
  onTestFinished(async () => {
    await server.killAll()
    remove()
  })
  return { ...server, port }
}

const pooled = async (port: number): Promise<string> => {
  const pooler = await openPooler(port)
  onTestFinished(pooler.close)
  return urlOf(pooler.port)
}

const off = (port: number) => alterSystem(urlOf(port), "synchronous_commit", "off")

type Way = readonly [string, (port: number) => Promise<string>]

const ways = variants<Way>(
  ["its configuration, behind a pooler", async (port) => off(port).then(() => pooled(port))],
  ["its configuration", async (port) => off(port).then(() => urlOf(port))],
  [
    "the role",
    async (port) => query(urlOf(port), "ALTER ROLE postgres SET synchronous_commit = off").then(() => urlOf(port))
  ]
)

describe("synchronous_commit switched off", { timeout: 600_000 }, () => {
  it.each(ways)("in %s costs nothing when the server is killed after a send", async (_, prepare) => {
    const server = await startServer()
    const world = await openWorld({ nodes: 1, databaseUrl: await prepare(server.port) })
    onTestFinished(world.close)
    const { nodes, simulators } = world
    const [node] = nodes
    const client = Client.make(() => node.url)
    await node.start()

    // It is written down and refused, and all of that is on the disk.
    await Absence.leave(simulators)
    const first = await client.create(order("first", "p2p"))
    await Absence.wereRefused(client, [first.id])
    await query(urlOf(server.port), "CHECKPOINT")

    // It is sent again and paid, another one is acknowledged, and then the server is gone.
    await Absence.comeBack(simulators)
    await Absence.holdAnswer(simulators)
    await until("it was sent", async () => (await simulators.p2p.operations()).length > 0, { every: 5 })
    assert.strictEqual(await ask(node.url, order("second", "p2p")), 201)
    await server.killAll()
    await server.start()

    const { data } = await client.get<List>("/v1/payouts?reference=second")
    // Whatever the records say is to be sent has been sent by the time that others are paid.
    const third = await client.create(order("third", "p2p"))
    await becomePaid(
      client,
      [...data, third].map(({ id }) => id)
    )
    await Absence.answer(simulators)
    await becomePaid(client, [first.id])
    assert.deepStrictEqual(await paid(simulators), { first: 1, second: 1, third: 1 })
  })
})
