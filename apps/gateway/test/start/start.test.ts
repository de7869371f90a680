import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import { type AddressInfo, createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Effect } from "effect"
import { assert, describe, it, onTestFinished } from "vitest"
import { run } from "../../src/command/cli.ts"
import { layEmbedded } from "../operations/support/embedded.ts"
import { freePorts, type Options, type Started, start } from "./process.ts"

const key = { authorization: "Bearer sk_sandbox_simulated_money_only", "content-type": "application/json" }

const payout = (reference: string) => ({
  method: "POST",
  headers: { ...key, "idempotency-key": reference },
  body: JSON.stringify({
    reference,
    amount: { value: "1500.00", currency: "RUB" },
    destination: { type: "card", number: "4111111111111111" },
    recipientEmail: "a@b.example"
  })
})

const dataDirectory = () => {
  const directory = mkdtempSync(join(tmpdir(), "switchyard-"))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  return directory
}

const started = async (env: Readonly<Record<string, string>>, options: Options = {}): Promise<Started> => {
  const gateway = await start(env, options)
  onTestFinished(async () => {
    gateway.child.kill("SIGKILL")
    await gateway.ended
  })
  return gateway
}

/** Asks again and again, as a client that polls would, until the payout is in this status. */
const reaches = async ({ url, p2p }: Started, id: string, status: string) => {
  for (let tries = 0; tries < 2_000; tries += 1) {
    // The simulator's clock is moved on, so that nobody waits for it.
    await fetch(`${p2p}/_sandbox/clock/advance`, { method: "POST", headers: key, body: JSON.stringify({ ms: 1000 }) })
    const read = await fetch(`${url}/v1/payouts/${id}`, { headers: key })
    const resource = (await read.json()) as { readonly status: string }
    if (resource.status === status) return
  }
  assert.fail(`the payout never became ${status}`)
}

describe("npm start", () => {
  it("carries a payout on to its end after the process was killed, and drains on SIGTERM", async () => {
    const env = { SWITCHYARD_DATA_DIR: dataDirectory() }
    const first = await started(env, { isFromSources: true })
    assert.include(first.printed(), "curl -sS")
    const created = await fetch(`${first.url}/v1/payouts`, payout("order-1"))
    assert.strictEqual(created.status, 201)
    const { id } = (await created.json()) as { readonly id: string }
    await reaches(first, id, "paid")
    const open = await fetch(`${first.url}/v1/payouts`, payout("order-2"))
    const kept = (await open.json()) as { readonly id: string }
    first.child.kill("SIGKILL")
    await first.ended

    const second = await started(env)
    for (const each of [id, kept.id]) {
      const read = await fetch(`${second.url}/v1/payouts/${each}`, { headers: key })
      assert.strictEqual(read.status, 200)
    }
    const again = await fetch(`${second.url}/v1/payouts`, payout("order-1"))
    assert.strictEqual(again.headers.get("idempotency-replayed"), "true")
    // The simulators have forgotten everything, and give no id of before a second time.
    const later = await fetch(`${second.url}/v1/payouts`, payout("order-3"))
    const made = (await later.json()) as { readonly id: string }
    await reaches(second, made.id, "paid")
    const [before, after] = await Promise.all(
      [id, made.id].map(async (each) => {
        const read = await fetch(`${second.url}/v1/payouts/${each}`, { headers: key })
        return ((await read.json()) as { readonly providerReference: string }).providerReference
      })
    )
    assert.match(`${before} ${after}`, /^\S+ \S+$/)
    assert.notStrictEqual(after, before)
    second.child.kill("SIGTERM")
    assert.strictEqual(await second.ended, 0)
  })

  // A shell between would end, and leave the gateway running that nobody has told.
  it("hands a signal that npm gets to the gateway, which drains, and ends as that does", async () => {
    const env = { SWITCHYARD_DATA_DIR: dataDirectory() }
    await layEmbedded(env.SWITCHYARD_DATA_DIR)
    const { child, ended, p2p, printed, url } = await started(env, { isByNpm: true })
    assert.include(printed(), "curl -sS")
    child.kill("SIGTERM")
    assert.strictEqual(await ended, 0, printed())
    for (const each of [url, p2p]) assert.instanceOf(await fetch(each).catch((error: unknown) => error), TypeError)
  })

  it("says in its banner, its log and a metric that a recovery goes on, however it was started", async () => {
    const env = { SWITCHYARD_DATA_DIR: dataDirectory() }
    await layEmbedded(env.SWITCHYARD_DATA_DIR)
    const since = "2026-01-02T03:04:05Z"
    const words = /Recovery 1 goes on: the records end at 2026-01-02T03:04:05.000Z.*End it with `switchyard recovered`/
    const activeMetric = async ({ url }: Started) => {
      for (let tries = 0; tries < 2_000; tries += 1) {
        const text = await (await fetch(`${url}/metrics`)).text()
        const [, active] = /^switchyard_recovery_active (\d)$/m.exec(text) ?? []
        if (active !== undefined) return active
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
      return "never"
    }
    const first = await started({ ...env, SWITCHYARD_RECOVER: since })
    assert.match(first.printed(), words)
    assert.include(first.printed(), '"message":"recovery 1 begins: the records end at 2026-01-02T03:04:05.000Z')
    first.child.kill("SIGTERM")
    assert.strictEqual(await first.ended, 0)
    // Also one that is started without the variable.
    const second = await started(env)
    assert.match(second.printed(), words)
    assert.strictEqual(await activeMetric(second), "1")
    second.child.kill("SIGTERM")
    assert.strictEqual(await second.ended, 0)
    const ended = await Effect.runPromise(run(["recovered", "--by", "anna", "--note", "compared"], env))
    assert.strictEqual(ended.exitCode, 0, ended.error.join())
  })

  it("refuses a data directory that another gateway uses, in words", async () => {
    const env = { SWITCHYARD_DATA_DIR: dataDirectory() }
    await layEmbedded(env.SWITCHYARD_DATA_DIR)
    await started(env)
    const second = await started(env)
    assert.strictEqual(await second.ended, 1)
    assert.match(second.printed(), /The gateway stopped: .*in use by another gateway/)
  })

  it("says in words that its port is taken", async () => {
    const taken = createServer().listen(0, "127.0.0.1")
    onTestFinished(() => void taken.close())
    await once(taken, "listening")
    const { port } = taken.address() as AddressInfo
    const env = { SWITCHYARD_DATA_DIR: dataDirectory() }
    await layEmbedded(env.SWITCHYARD_DATA_DIR)
    const gateway = await started({ PORT: `${port}`, ...env })
    assert.strictEqual(await gateway.ended, 1)
    assert.strictEqual(
      gateway.printed(),
      `The gateway stopped: port ${port} on 127.0.0.1 is in use by another program; HOST and PORT say where the gateway listens\n`
    )
  })

  it("says in words that nobody listens where its database should be, and not the password", async () => {
    const [port] = await freePorts(1)
    const gateway = await started({ DATABASE_URL: `postgres://anna:canary@127.0.0.1:${port}/books` })
    assert.strictEqual(await gateway.ended, 1)
    assert.match(
      gateway.printed(),
      new RegExp(
        `The gateway stopped: the database cannot be used: nobody listens on 127\\.0\\.0\\.1:${port} \\(ECONNREFUSED\\)`
      )
    )
    assert.notInclude(gateway.printed(), "canary")
  })

  it("refuses a config and variables with every problem listed and exit code 78", async () => {
    const gateway = await started({
      SWITCHYARD_CONFIG: "package.json",
      SWITCHYARD_DATA_DIR: dataDirectory(),
      SWITCHYARD_LOG_LEVEL: "verbose",
      SWITCHYARD_RECOVER: "2026-02-31T00:00:00Z"
    })
    assert.strictEqual(await gateway.ended, 78)
    assert.match(gateway.printed(), /cannot start, \d+ problems/)
    assert.include(gateway.printed(), "SWITCHYARD_DATA_KEY")
    assert.include(gateway.printed(), "SWITCHYARD_LOG_LEVEL: must be one of debug, info, warn, error, none")
    assert.include(gateway.printed(), "SWITCHYARD_RECOVER: must be an instant that exists")
    assert.notInclude(gateway.printed(), "verbose")
  })

  it("refuses a config that is not there with the same words as check-config, and begins nothing", async () => {
    const env = { SWITCHYARD_CONFIG: "/nowhere/switchyard.json", PORT: "http" }
    const gateway = await started(env)
    assert.strictEqual(await gateway.ended, 78)
    const { error } = await Effect.runPromise(run(["check-config"], env))
    assert.deepStrictEqual(gateway.printed().trimEnd().split("\n").slice(1), error.slice(1))
    assert.deepStrictEqual(error.slice(1), [
      "  /nowhere/switchyard.json: there is no such file",
      "  SWITCHYARD_DATA_KEY: is not set; `openssl rand -base64 32` makes one",
      "  PORT: must be a port, 0 to 65535"
    ])
  })
})
