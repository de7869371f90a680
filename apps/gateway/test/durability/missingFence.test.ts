/**
 * A fence directory that knows nothing of a database with operations: whether the records are whole, only a node that is
 * alive can tell. Where no money outside this machine is at stake they are taken as they are.
 */
import { join } from "node:path"
import { afterAll, assert, beforeAll, describe, it, onTestFinished } from "vitest"
import * as Client from "../../soak/merchant/client.ts"
import { until } from "../../soak/world/until.ts"
import { inFull } from "../depth.ts"
import { directory, startPostgres } from "../operations/support/databases.ts"
import { query, urlOf } from "../operations/support/query.ts"
import { ask, becomePaid, order } from "./support/payouts.ts"
import { areFenced, areReady } from "./support/readiness.ts"
import { type Options, openWorld } from "./support/world.ts"

let server: Awaited<ReturnType<typeof startPostgres>>

beforeAll(async () => {
  server = await startPostgres()
})
afterAll(() => server.close())

const open = async (database: string, options: Pick<Options, "nodes" | "isRemote">) => {
  await query(urlOf(server.port), `CREATE DATABASE ${database}`)
  const world = await openWorld({ ...options, databaseUrl: urlOf(server.port, database) })
  onTestFinished(world.close)
  return world
}

const empty = () => {
  const { path, remove } = directory()
  onTestFinished(remove)
  return { SWITCHYARD_FENCE_DIR: join(path, "fence") }
}

describe("a fence directory that is missing beside operations", { timeout: 600_000 }, () => {
  it("is made anew with a warning where every provider is on this machine", async () => {
    const { nodes } = await open("here", { nodes: 1 })
    const [node] = nodes
    const client = Client.make(() => node.url)
    await node.start()
    const first = await client.create(order("first", "p2p"))
    await becomePaid(client, [first.id])
    await node.kill()

    const bare = node.with(empty())
    await bare.start()
    await areReady([bare.url])
    const second = await client.create(order("second", "p2p"))
    await becomePaid(client, [second.id])
    assert.match(bare.printed(), /"level":"WARN"[^\n]*fence/i)
  })

  it("fences a node that may reach a provider, until a node that lives vouches for the records or a recovery begins", async () => {
    const { nodes } = await open("elsewhere", { nodes: 3, isRemote: true })
    const [first, second, third] = nodes
    if (second === undefined || third === undefined) return assert.fail("there are three")
    // Nothing can be missing yet.
    await first.start()
    await areReady([first.url])
    const client = Client.make(() => first.url)
    const { id } = await client.create(order("first", "p2p"))
    // The first one vouches.
    await second.start()
    await areReady([second.url])

    await Promise.all([first.kill(), second.kill()])
    await third.start()
    await areFenced([third.url])
    assert.strictEqual(await ask(third.url, order("refused", "p2p")), 503)
    const reader = Client.make(() => third.url)
    assert.strictEqual((await reader.get<Client.Resource>(`/v1/payouts/${id}`)).reference, "first")

    await third.drain()
    const recovering = third.with({ ...empty(), SWITCHYARD_RECOVER: "1" })
    await recovering.start()
    await areReady([recovering.url])
    assert.strictEqual(await ask(recovering.url, order("second", "feennex")), 201)
  })

  inFull("fences the node that ended first, until the one that stood last is back as well", async () => {
    const { nodes } = await open("outage", { nodes: 2, isRemote: true })
    const [first, second] = nodes
    if (second === undefined) return assert.fail("there are two")
    await first.start()
    await areReady([first.url])
    await Client.make(() => first.url).create(order("first", "p2p"))
    await second.start()
    await areReady([first.url, second.url])
    await first.kill()
    const url = urlOf(server.port, "outage")
    const latest = async () =>
      (await query<{ readonly at: bigint }>(url, "SELECT max(at) AS at FROM fence_mark"))[0]?.at
    const at = await latest()
    await until("the other one goes on", async () => (await latest()) !== at)
    await second.kill()

    // What the other one has sent meanwhile it cannot know.
    await first.start()
    await areFenced([first.url])
    await second.start()
    await areReady([first.url, second.url])
    assert.strictEqual(await ask(first.url, order("second", "p2p")), 201)
  })

  inFull("does not fence a node that was away for days", async () => {
    const { nodes } = await open("days", { nodes: 2, isRemote: true })
    const [first, second] = nodes
    if (second === undefined) return assert.fail("there are two")
    await first.start()
    await areReady([first.url])
    await Client.make(() => first.url).create(order("first", "p2p"))
    await second.start()
    await areReady([first.url, second.url])
    await first.drain()
    // Two days later.
    const url = urlOf(server.port, "days")
    await query(url, "UPDATE fence_mark SET at = at - 172800000 WHERE has_left")
    await query(url, "UPDATE fence SET at = at - 172800000")
    await second.drain()
    await second.start()
    await areReady([second.url])
    await first.start()
    await areReady([first.url, second.url])
    assert.strictEqual(await ask(first.url, order("second", "p2p")), 201)
  })
})
