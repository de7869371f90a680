/**
 * A real gateway whose database falls silent: its host vanishes without a word, or the server is stopped in the middle of
 * everything. Nothing hangs, nothing is paid twice, and all goes on by itself when it is back.
 */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Redacted } from "effect"
import { afterAll, assert, beforeAll, describe, it, onTestFinished } from "vitest"
import { until } from "../../soak/world/until.ts"
import { startPostgres } from "../operations/support/databases.ts"
import { type Started, start } from "../start/process.ts"
import { lay } from "./support/wire.ts"

const key = { authorization: "Bearer sk_sandbox_simulated_money_only", "content-type": "application/json" }
const minutes = 60

let server: Awaited<ReturnType<typeof startPostgres>>
beforeAll(async () => {
  server = await startPostgres()
}, 600_000)
afterAll(() => server.close())

interface Answer {
  readonly status: number
  readonly retryAfter: string | null
  readonly json: {
    readonly id?: string
    readonly status?: string | number
    readonly reasons?: ReadonlyArray<{ readonly name: string; readonly why: string }>
  }
}

const ask = async (url: string, init: RequestInit = {}): Promise<Answer> => {
  const answer = await fetch(url, { ...init, signal: AbortSignal.timeout(2 * minutes * 1000) })
  return {
    status: answer.status,
    retryAfter: answer.headers.get("retry-after"),
    json: (await answer.json()) as Answer["json"]
  }
}

const create = ({ url }: Started, reference: string) =>
  ask(`${url}/v1/payouts`, {
    method: "POST",
    headers: { ...key, "idempotency-key": reference },
    body: JSON.stringify({
      reference,
      amount: { value: "1500.00", currency: "RUB" },
      destination: { type: "card", number: "4111111111111111" },
      recipientEmail: "a@b.example"
    })
  })

const isReady = async ({ url }: Started) => (await ask(`${url}/readyz`)).status === 200

const becomesPaid = ({ p2p, url }: Started, id: string) =>
  until(
    `${id} is paid`,
    async () => {
      await fetch(`${p2p}/_sandbox/clock/advance`, { method: "POST", headers: key, body: JSON.stringify({ ms: 1000 }) })
      return (await ask(`${url}/v1/payouts/${id}`, { headers: key })).json.status === "paid"
    },
    { every: 200 }
  )

const paidTimes = async ({ p2p }: Started, reference: string): Promise<number> => {
  const ledger = await fetch(`${p2p}/_sandbox/ledger`)
  return ((await ledger.json()) as ReadonlyArray<{ readonly reference: string }>).filter(
    (entry) => entry.reference === reference
  ).length
}

const gatewayOn = async (databaseUrl: string): Promise<Started> => {
  const directory = mkdtempSync(join(tmpdir(), "switchyard-"))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  const gateway = await start({
    DATABASE_URL: databaseUrl,
    SWITCHYARD_DATA_DIR: directory,
    SWITCHYARD_LOG_LEVEL: "warn"
  })
  onTestFinished(async () => {
    gateway.child.kill("SIGKILL")
    await gateway.ended
  })
  return gateway
}

/** The database falls silent while there are connections that nobody uses, and whoever works has asked it something. */
const fallsSilent = async (gateway: Started, vanish: () => void) => {
  const list = () => ask(`${gateway.url}/v1/payouts`, { headers: key })
  await Promise.all(Array.from({ length: 40 }, list))
  vanish()
  await until("it is not ready", async () => !(await isReady(gateway)))
}

/** What must hold whichever way the database falls silent. */
const survives = async (gateway: Started, { comeBack, vanish }: Record<"vanish" | "comeBack", () => void>) => {
  const before = await create(gateway, "before")
  assert.strictEqual(before.status, 201)
  await becomesPaid(gateway, before.json.id ?? "")

  await fallsSilent(gateway, vanish)
  const { json, retryAfter, status } = await ask(`${gateway.url}/readyz`)
  assert.deepStrictEqual([status, json.reasons?.map(({ name }) => name)], [503, ["database"]])
  assert.isNotNull(retryAfter)
  // More than there are connections, so that nobody waits for a free one for ever either.
  const during = await Promise.all(Array.from({ length: 30 }, (_, n) => create(gateway, `during-${n}`)))
  for (const answer of during) {
    assert.strictEqual(answer.status, 503)
    assert.isNotNull(answer.retryAfter)
  }
  assert.strictEqual((await ask(`${gateway.url}/healthz`)).status, 200)

  comeBack()
  await until("it is ready again", () => isReady(gateway))
  const again = await Promise.all(during.map((_, n) => create(gateway, `during-${n}`)))
  for (const { json: payout, status: answered } of again) {
    assert.strictEqual(answered, 201)
    await becomesPaid(gateway, payout.id ?? "")
  }
  for (const [n] of again.entries()) assert.strictEqual(await paidTimes(gateway, `during-${n}`), 1)

  await fallsSilent(gateway, vanish)
  gateway.child.kill("SIGTERM")
  assert.strictEqual(await gateway.ended, 0, gateway.printed())
}

describe("a gateway whose database falls silent", { timeout: 600_000 }, () => {
  it("says so, refuses, goes on by itself and can be ended, when the host has vanished", async () => {
    const url = new URL(Redacted.value(await server.database()))
    const wire = await lay(server.port)
    onTestFinished(wire.close)
    url.port = `${wire.port}`
    await survives(await gatewayOn(url.href), wire)
  })

  it("and when every process of the server stands still", async () => {
    const gateway = await gatewayOn(Redacted.value(await server.database()))
    onTestFinished(server.thaw)
    await survives(gateway, { vanish: server.freeze, comeBack: server.thaw })
  })
})
