/**
 * The base of the comparison, in a process of its own: the bare driver writes the rows that an accepted payout consists of,
 * in one transaction, with the same number of transactions at once. Nothing else: no HTTP, no checks, no sealing.
 */
import { performance } from "node:perf_hooks"
import pg from "pg"
import type { BaseOrder, BaseResult } from "../Base.ts"
import * as Child from "../Child.ts"

let pool: pg.Pool | undefined
let made = 0

const columns = `id, kind, reference, idempotency_key, body_digest, status, step, next_at, version, attempts, created_at,
  updated_at, request, sealed, facts, results`
const values = "$1, 'payout', $2, $2, $3, 'created', 'submit', $4, 1, 0, $5, $5, $6, $7, $8, '{}'"

const operation = { name: "operation", text: `INSERT INTO operation (${columns}) VALUES (${values})` }
const event = {
  name: "event",
  text: "INSERT INTO event (operation, at, kind, summary, details) VALUES ($1, $2, 'transition', 'created', '{}')"
}
const both = {
  name: "both",
  text: `WITH made AS (INSERT INTO operation (${columns}) VALUES (${values}) RETURNING id, created_at)
    INSERT INTO event (operation, at, kind, summary, details)
    SELECT id, created_at, 'transition', 'created', '{}' FROM made`
}

// Of the size that the gateway's own rows have.
const request = JSON.stringify({
  amount: { value: "1500.00", currency: "RUB" },
  method: "card",
  metadata: { campaign: "7" },
  destination: { type: "card", number: "************1111", holder: "I***" }
})
const facts = JSON.stringify({
  sending: null,
  mayExist: false,
  accepted: false,
  sendUntil: null,
  notFound: 0,
  lastNotFoundAt: null,
  tries: 0,
  since: 1_700_000_000_000,
  tried: [],
  rounds: 0,
  resends: 0,
  resendRefused: false,
  riskAccepted: false,
  foundBare: 0,
  hasNext: false,
  watched: 0,
  expected: { value: "1500.00", currency: "RUB" },
  noted: null,
  failure: null
})
const sealed = Buffer.alloc(370, 7)
const run = `${process.pid}-${Date.now().toString(36)}`

const write = async (client: pg.PoolClient, style: BaseOrder["style"]): Promise<void> => {
  made += 1
  const id = `po_base-${run}-${made}`
  const now = Date.now()
  // Far away, so that no gateway ever takes it up.
  const row = [id, `base-${run}-${made}`, "d".repeat(43), now + 1e12, now, request, sealed, facts]
  if (style === "oneStatement") {
    await client.query({ ...both, values: row })
    return
  }
  await client.query("BEGIN")
  await client.query({ ...operation, values: row })
  await client.query({ ...event, values: [id, now] })
  await client.query("COMMIT")
}

Child.serve<BaseOrder>(async ({ concurrency, connections, seconds, style, url }): Promise<BaseResult> => {
  pool ??= new pg.Pool({ connectionString: url, max: connections })
  const current = pool
  const began = performance.now()
  const until = began + seconds * 1000
  let count = 0
  const each = async () => {
    while (performance.now() < until) {
      const client = await current.connect()
      try {
        await write(client, style)
        count += 1
      } finally {
        client.release()
      }
    }
  }
  await Promise.all(Array.from({ length: concurrency }, each))
  return { perSecond: (count * 1000) / (performance.now() - began) }
})
