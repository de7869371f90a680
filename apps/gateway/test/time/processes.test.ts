/** Real processes on one PostgreSQL, one of them with a clock that is wrong: it says so, and the other one pays. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Redacted } from "effect"
import { afterEach, assert, describe, it } from "vitest"
import { apiKey, config } from "../../soak/world/config.ts"
import { freePorts } from "../../soak/world/ports.ts"
import * as Simulators from "../../soak/world/simulators.ts"
import { until } from "../../soak/world/until.ts"
import { startPostgres } from "../operations/support/databases.ts"
import { type Started, start } from "../start/process.ts"
import { variable } from "./support/wrongClock.ts"

const ends: Array<() => unknown> = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

const directory = () => {
  const path = mkdtempSync(join(tmpdir(), "switchyard-clocks-"))
  ends.push(() => rmSync(path, { recursive: true, force: true }))
  return path
}

const setUp = async () => {
  const server = await startPostgres()
  ends.push(server.close)
  const [feennexPort = 0, p2pPort = 0] = await freePorts(2)
  const simulators = await Simulators.start([feennexPort, p2pPort], {
    payoutStatusInterval: 60_000,
    invoiceCheckInterval: 10_000
  })
  ends.push(simulators.close)
  const configFile = join(directory(), "switchyard.json")
  const places = { feennex: simulators.feennex.url, p2p: simulators.p2p.url, statusInterval: "60 seconds" }
  writeFileSync(configFile, JSON.stringify(config(places)))
  const database = Redacted.value(await server.database())
  const node = async (...wrong: ReadonlyArray<number>): Promise<Started> => {
    const path = directory()
    const env = {
      SWITCHYARD_CONFIG: configFile,
      SWITCHYARD_DATA_KEY: Buffer.alloc(32, 7).toString("base64"),
      SWITCHYARD_DATA_DIR: path,
      SWITCHYARD_FENCE_DIR: join(path, "fence"),
      DATABASE_URL: database,
      CALLBACK_URL: simulators.p2p.url,
      [variable]: wrong.join()
    }
    const preload = new URL("./support/wrongClock.ts", import.meta.url).href
    const started = await start(env, { args: [`--import=${preload}`], until: "The gateway listens" })
    ends.push(async () => {
      started.child.kill("SIGKILL")
      await started.ended
    })
    return started
  }
  return { node, simulators }
}

interface Reason {
  readonly name: string
  readonly why: string
}

/** Why a node may not be used, as its probe says. */
const reasons = async ({ url }: Started): Promise<ReadonlyArray<string>> => {
  const answer = await fetch(`${url}/readyz`)
  if (answer.ok) return []
  assert.strictEqual(answer.status, 503)
  const { reasons: all } = (await answer.json()) as { readonly reasons: ReadonlyArray<Reason> }
  return all.map(({ name, why }) => `${name}: ${why}`)
}

/** The sum of the series of a metric whose labels fit. */
const metric = async ({ url }: Started, series: RegExp): Promise<number> => {
  const lines = (await (await fetch(`${url}/metrics`)).text()).split("\n")
  return lines.filter((line) => series.test(line)).reduce((sum, line) => sum + Number(line.split(" ").at(-1)), 0)
}

const sends = (node: Started) => metric(node, /^switchyard_provider_calls_total\{.*operation="payouts\.create"/)

interface Payout {
  readonly id: string
  readonly status: string
  readonly createdAt: string
}

const headers = { authorization: `Bearer ${apiKey}`, "content-type": "application/json" }

const create = async ({ url }: Started, reference: string): Promise<Payout> => {
  const body = {
    reference,
    amount: { value: "1500.00", currency: "RUB" },
    destination: { type: "card", number: "4111111111111111" },
    recipientEmail: "a@b.example"
  }
  const answer = await fetch(`${url}/v1/payouts`, {
    method: "POST",
    headers: { ...headers, "idempotency-key": reference },
    body: JSON.stringify(body)
  })
  assert.strictEqual(answer.status, 201)
  return (await answer.json()) as Payout
}

const isAccepted = async ({ url }: Started, { id }: Payout): Promise<boolean> => {
  const read = (await (await fetch(`${url}/v1/payouts/${id}`, { headers })).json()) as Payout
  return read.status !== "created" && read.status !== "submitting"
}

const month = 30 * 86_400_000
const hour = 3_600_000

describe("two nodes, one with a wrong clock", { timeout: 600_000 }, () => {
  it("pay with the right one, and with both once it is right again", async () => {
    const { node, simulators } = await setUp()
    const right = await node(0)
    const wrong = await node(month, 0, -hour)
    const differs = "clock: this node's clock is 30 days ahead of the database's: one of them is wrong"
    assert.deepStrictEqual(await reasons(wrong), [differs])
    assert.include(wrong.printed(), `"message":"not ready: ${differs}"`)
    assert.closeTo(await metric(wrong, /^switchyard_clock_offset_seconds/), month / 1000, 60)
    // The gauges are taken from time to time.
    await until("a gauge says so", async () => (await metric(wrong, /^switchyard_not_ready\{reason="clock"\}/)) === 1)
    assert.deepStrictEqual(await reasons(right), [])
    assert.isBelow(Math.abs(await metric(right, /^switchyard_clock_offset_seconds/)), 5)

    // It takes requests all the same, and they are as old as they are.
    const created: Array<Payout> = []
    for (let n = 0; n < 5; n += 1) created.push(await create(wrong, `order-${n}`))
    for (const { createdAt } of created) assert.closeTo(Date.parse(createdAt), Date.now(), 300_000)
    for (const each of created) await until(`${each.id} is sent`, () => isAccepted(wrong, each))
    assert.strictEqual(await sends(wrong), 0)
    assert.strictEqual(await sends(right), 5)

    // Right again, it takes part: there is nobody else.
    wrong.child.kill("SIGUSR2")
    await until("it is ready", async () => (await reasons(wrong)).length === 0)
    assert.include(wrong.printed(), '"message":"ready again: clock"')
    right.child.kill("SIGTERM")
    assert.strictEqual(await right.ended, 0)
    const alone = await create(wrong, "order-5")
    await until("it is sent", () => isAccepted(wrong, alone))
    assert.strictEqual(await sends(wrong), 1)

    // Somebody sets it back while it runs.
    wrong.child.kill("SIGUSR2")
    await until("it is not ready", async () => (await reasons(wrong)).length > 0)
    assert.deepStrictEqual(await reasons(wrong), [
      "clock: this node's clock was changed: it is 60 minutes behind the database's"
    ])
    const late = await create(wrong, "order-6")
    await until("time has passed", async () => (await metric(wrong, /^switchyard_clock_offset_seconds/)) < -3_590)
    assert.isFalse(await isAccepted(wrong, late))
    assert.strictEqual(await sends(wrong), 1)
    wrong.child.kill("SIGUSR2")
    await until("it is sent", () => isAccepted(wrong, late))

    // Each was given to one provider, once.
    const held = [...(await simulators.p2p.operations()), ...(await simulators.feennex.operations())]
    const expected = Array.from({ length: 7 }, (_, n) => `order-${n}`)
    assert.deepStrictEqual(held.map(({ reference }) => reference).toSorted(), expected)
  })
})
