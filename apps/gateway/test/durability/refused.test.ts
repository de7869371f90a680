/** A database that does not keep what it has acknowledged: nobody starts on it, and whoever runs on it sends nothing. */
import { afterAll, assert, beforeAll, describe, it, onTestFinished } from "vitest"
import * as Client from "../../soak/merchant/client.ts"
import { until } from "../../soak/world/until.ts"
import { variants } from "../depth.ts"
import { type Cluster, startCluster } from "../operations/support/cluster.ts"
import { directory } from "../operations/support/databases.ts"
import { alterSystem } from "../operations/support/query.ts"
import { start } from "../start/process.ts"
import { ask, becomePaid, order, paid, sent } from "./support/payouts.ts"
import { areReady, fenced } from "./support/readiness.ts"
import { openWorld } from "./support/world.ts"

let cluster: Cluster

beforeAll(async () => {
  cluster = await startCluster({ standbys: 1, isSynchronous: false })
})
afterAll(() => cluster.close())

const without = async (setting: string) => {
  await alterSystem(cluster.url, setting, "off")
  onTestFinished(() => alterSystem(cluster.url, setting, "on"))
}

const refusal = async (url: string): Promise<string> => {
  const { path, remove } = directory()
  onTestFinished(remove)
  const gateway = await start({ DATABASE_URL: url, SWITCHYARD_DATA_DIR: path })
  onTestFinished(async () => {
    gateway.child.kill("SIGKILL")
    await gateway.ended
  })
  assert.strictEqual(gateway.child.exitCode, 78, gateway.printed())
  const [line, ...more] = gateway.printed().trimEnd().split("\n")
  assert.deepStrictEqual(more, [], "it is said in one line")
  return line ?? ""
}

describe("a gateway does not start", () => {
  it.each(variants("fsync", "full_page_writes"))("on a server with %s off", async (setting) => {
    await without(setting)
    assert.include(await refusal(cluster.url), setting)
  })

  it("on a standby", async () => {
    assert.include(await refusal(cluster.standbyUrl), "standby")
  })
})

describe("a gateway that runs", () => {
  it.each(variants("fsync", "full_page_writes"))("sends nothing and says so while %s is off", async (setting) => {
    const world = await openWorld({ nodes: 1, databaseUrl: await cluster.database(`running_${setting}`) })
    onTestFinished(world.close)
    const { nodes, simulators } = world
    const [node] = nodes
    await node.start()
    await areReady([node.url])
    await without(setting)
    const wanted = order("wanted", "p2p")
    // It may be taken or not: nobody has noticed yet.
    assert.include([201, 503], await ask(node.url, wanted))
    await until("it says why", async () => {
      assert.deepStrictEqual(await sent(simulators), [])
      return (await fenced(node.url))?.includes(setting) === true
    })
    assert.strictEqual(await ask(node.url, order("refused", "p2p")), 503)
    assert.deepStrictEqual(await sent(simulators), [])

    await alterSystem(cluster.url, setting, "on")
    const client = Client.make(() => node.url)
    const { id } = await client.create(wanted)
    await becomePaid(client, [id])
    assert.deepStrictEqual(await paid(simulators), { wanted: 1 })
  })
})
