/**
 * Stored times after the database's clock has leapt: what was told by the other time is put right in every table, and what
 * was told since then stays as it is.
 */
import { Effect } from "effect"
import { afterAll, assert, beforeAll, beforeEach, describe, it } from "vitest"
import { firstFacts } from "../../src/lifecycle/Facts.ts"
import * as Instant from "../../src/model/Instant.ts"
import { databaseClock } from "../../src/store/databaseClock.ts"
import { toStored } from "../../src/store/facts.ts"
import { keepOpen, openEmbedded, startPostgres } from "../operations/support/databases.ts"

type Database = Omit<Awaited<ReturnType<typeof keepOpen>>, "close"> & { readonly close: () => Promise<unknown> }

const openPostgres = async (): Promise<Database> => {
  const server = await startPostgres()
  const database = await keepOpen(server.layer(await server.database()))
  return { ...database, close: () => database.close().finally(server.close) }
}

const now = 1_700_000_000_000
const second = 1_000
const minute = 60 * second
const hour = 60 * minute
const month = 30 * 24 * hour
const later = now + month

const facts = toStored(firstFacts({ amount: { value: "1.00", currency: "RUB" } }, now - hour), "created")

interface Times {
  readonly status?: string
  readonly step?: string
  readonly next_at?: number | null
  readonly lease_until?: number
  readonly last_read_at?: number
  readonly hinted_at?: number
  readonly created_at?: number
  readonly updated_at?: number
  readonly facts?: object
}

const text = (value: unknown): string => (value === null ? "NULL" : `'${String(value).replaceAll("'", "''")}'`)

const insert = (table: string, row: object): string =>
  `INSERT INTO ${table} (${Object.keys(row).join()}) VALUES (${Object.values(row).map(text).join()})`

/** An operation with these times; everything else of it is as plain as can be. */
const operation = (id: string, { facts: changed, ...times }: Times): string =>
  insert("operation", {
    id,
    kind: "payout",
    reference: id,
    idempotency_key: id,
    body_digest: "d",
    status: "processing",
    step: "poll",
    next_at: now,
    version: 1,
    attempts: 1,
    created_at: now - hour,
    updated_at: now - hour,
    request: "{}",
    sealed: "\\x01",
    facts: JSON.stringify({ ...facts, ...changed }),
    results: "{}",
    ...times
  })

describe.each([
  ["embedded", openEmbedded],
  ["PostgreSQL", openPostgres]
] as const)("stored times after a leap of the clock, %s", (_, openDatabase) => {
  let database: Database

  beforeAll(async () => {
    database = await openDatabase()
  }, 600_000)
  afterAll(() => database.close())
  beforeEach(async () => {
    await database.empty()
  })

  const correct = () =>
    Effect.runPromise(
      Effect.flatMap(databaseClock, (clock) => clock.correct(Instant.of(now))).pipe(Effect.provide(database.layer))
    )
  const read = async (what: string, id: string, table = "operation"): Promise<Readonly<Record<string, unknown>>> => {
    const [row] = await database.sql<Record<string, unknown>>(`SELECT ${what} FROM ${table} WHERE id = '${id}'`)
    const whole = (value: unknown) => (typeof value === "bigint" ? Number(value) : value)
    return Object.fromEntries(Object.entries(row ?? {}).map(([name, value]) => [name, whole(value)]))
  }
  const factsOf = async (id: string) => (await read("facts", id)).facts as Record<string, unknown>

  it.each<readonly [string, Times, number]>([
    ["one that was never sent", { status: "created", step: "submit", next_at: later }, now],
    ["a resend", { status: "unknown", step: "send", next_at: later, last_read_at: now - second }, now],
    ["a look-up", { status: "unknown", step: "look_up", next_at: later }, now],
    ["one that was read a moment ago", { next_at: later, last_read_at: now - 10 * second }, now + 50 * second],
    ["one that was read later than now", { next_at: later, last_read_at: later }, now + minute],
    ["a sweep", { step: "sweep", next_at: later, last_read_at: now - hour }, now + 2 * hour],
    ["a sweep that is overdue", { step: "sweep", next_at: later, last_read_at: now - 5 * hour }, now],
    ["a sweep without a read", { step: "sweep", next_at: later, updated_at: later }, now + 3 * hour],
    ["a sweep that is soon", { step: "sweep", next_at: now + 5 * minute, last_read_at: now }, now + 5 * minute],
    ["whatever a dead node has claimed", { next_at: later, lease_until: later }, now]
  ])("are due again for %s", async (_, times, dueAt) => {
    await database.sql(operation("po_1", times))
    await correct()
    const { next_at, version } = await read("next_at, version", "po_1")
    assert.strictEqual(next_at, dueAt)
    assert.strictEqual(version, dueAt === times.next_at ? 1 : 2)
  })

  it("free what was claimed, and keep whether somebody has called back since the last read", async () => {
    await database.sql(operation("po_hinted", { lease_until: later, last_read_at: later, hinted_at: later + 1 }))
    await database.sql(operation("po_read", { lease_until: later, last_read_at: later, hinted_at: later }))
    await database.sql(operation("po_ended", { status: "paid", step: "none", next_at: null, lease_until: later }))
    await database.sql(
      operation("po_called", { status: "paid", step: "none", next_at: null, hinted_at: later, updated_at: later })
    )
    await correct()
    const columns = "lease_until, last_read_at, hinted_at"
    const free = { lease_until: now, last_read_at: now }
    assert.deepStrictEqual(await read(columns, "po_hinted"), { ...free, hinted_at: now + 1 })
    assert.deepStrictEqual(await read(columns, "po_read"), { ...free, hinted_at: now })
    assert.deepStrictEqual(await read(columns, "po_ended"), { lease_until: now, last_read_at: null, hinted_at: null })
    assert.strictEqual((await read(columns, "po_called")).hinted_at, now)
  })

  it("are right in the facts too, whichever of them were told by the other time", async () => {
    const account = { instance: "a", fingerprint: "f" }
    const tried = { instance: "a", outcome: "NotExecuted", passing: true }
    const leapt = {
      since: later,
      lastNotFoundAt: later,
      cancelAskedAt: later,
      unaskedSince: later,
      sendUntil: later,
      watchAt: later,
      tried: [
        { ...tried, until: later },
        { ...tried, until: null },
        { ...tried, until: now + minute }
      ],
      doubt: { recovery: 1, asking: account, dead: { account, status: "failed", watchAt: later } }
    }
    await database.sql(operation("po_1", { status: "unknown", step: "look_up", created_at: later, facts: leapt }))
    await correct()
    assert.deepStrictEqual(await factsOf("po_1"), {
      ...facts,
      since: now,
      lastNotFoundAt: now,
      cancelAskedAt: now,
      unaskedSince: now,
      sendUntil: now,
      watchAt: now,
      tried: [
        { ...tried, until: now },
        { ...tried, until: null },
        { ...tried, until: now + minute }
      ],
      doubt: { recovery: 1, asking: account, dead: { account, status: "failed", watchAt: now } }
    })
    assert.strictEqual((await read("created_at", "po_1")).created_at, now)
  })

  it("let 'not found' count from now on only: how long ago a request ended is not known", async () => {
    for (const status of ["submitting", "unknown", "needs_review", "processing"]) {
      const step = status === "processing" ? "poll" : "look_up"
      const rest = status === "needs_review" ? { step: "none", next_at: null } : { step }
      await database.sql(operation(`po_${status}`, { status, ...rest, facts: { sendUntil: now - hour, notFound: 2 } }))
    }
    await correct()
    for (const status of ["submitting", "unknown", "needs_review"]) {
      assert.deepInclude(await factsOf(`po_${status}`), { sendUntil: now, notFound: 2 }, status)
    }
    assert.deepInclude(await factsOf("po_processing"), { sendUntil: now - hour })
  })

  it("of a change of a payment: nothing is replayed, and it is read anew", async () => {
    const open = {
      number: 1,
      isReplayable: true,
      askedAt: now - hour,
      firstSentAt: now - hour,
      until: now - hour,
      dueAt: now
    }
    const hold = { at: now - minute, captured: "0" }
    const changed = {
      open: { ...open, firstSentAt: later, until: later + minute, dueAt: later },
      hold: { ...hold, at: later }
    }
    const facts_ = (changes: object) => ({ facts: { changes: { ...changes, unexplainedSince: null } } })
    await database.sql(operation("pm_1", facts_(changed)))
    await database.sql(operation("pm_2", facts_({ open, hold })))
    await database.sql(operation("pm_3", { facts: { changes: { open: null, hold: null, unexplainedSince: later } } }))
    await correct()
    const changes = async (id: string) => ((await factsOf(id)) as { changes: object }).changes
    assert.deepStrictEqual(await changes("pm_1"), {
      open: { ...open, isReplayable: false, firstSentAt: now, until: now, dueAt: now },
      hold: { ...hold, at: 0 },
      unexplainedSince: null
    })
    assert.deepStrictEqual(await changes("pm_2"), { open, hold, unexplainedSince: null })
    assert.deepStrictEqual(await changes("pm_3"), { open: null, hold: null, unexplainedSince: now })
  })

  it("leave alone what goes on: leases, attempts on their way, and what is due soon", async () => {
    const sending = { sending: 1, sendUntil: now + 30 * second, since: now }
    await database.sql(
      operation("po_sending", { status: "submitting", step: "look_up", next_at: now + 35 * second, facts: sending })
    )
    const leaseUntil = now + 61 * second
    await database.sql(operation("po_leased", { next_at: leaseUntil, lease_until: leaseUntil, last_read_at: now }))
    await database.sql(operation("po_paid", { status: "paid", step: "none", next_at: null, last_read_at: now }))
    const everything = "SELECT * FROM operation ORDER BY id"
    const before = await database.sql(everything)
    assert.strictEqual(await correct(), 0)
    assert.deepStrictEqual(await database.sql(everything), before)
  })

  it("are right in every other table", async () => {
    await database.sql(operation("py_1", {}))
    const rows = [
      insert("side_read", { operation: "py_1", instance: "a", next_at: later, last_read_at: later }),
      insert("side_read", { operation: "py_1", instance: "b", next_at: later, last_read_at: now - 10 * second }),
      insert("side_read", { operation: "py_1", instance: "c", next_at: later }),
      insert("side_read", { operation: "py_1", instance: "d", last_read_at: later }),
      insert("left_behind", {
        operation: "py_1",
        fingerprint: "f",
        provider_reference: "d-1",
        instance: "a",
        since: later,
        next_at: later,
        last_read_at: later,
        asked_at: later + 1
      }),
      insert("left_behind", {
        operation: "py_1",
        fingerprint: "f",
        provider_reference: "d-2",
        instance: "a",
        since: now - hour,
        next_at: later
      }),
      insert("receipt_upload", { operation: "py_1", instance: "a", started_at: later, send_until: later }),
      insert("callback", { instance: "a", digest: "1", received_at: later, state: "new", next_at: later }),
      insert("callback", { instance: "a", digest: "2", received_at: later, state: "handled" }),
      insert("register", {
        id: "rg_1",
        digest: "d",
        instance: "a",
        run: "r",
        status: "reading",
        lease_until: later,
        kept: 0,
        created_at: later
      }),
      insert("circuit", { instance: "a", openings: 1, since: later, tried_from: later, trying: later, version: 1 }),
      insert("circuit", { instance: "b", openings: 1, since: now, tried_from: now + minute, version: 1 }),
      insert("provider_rate", { instance: "a", free_at: later }),
      insert("recovery", { since: now - hour, started_at: later, ended_at: later }),
      ...["whd_1", "whd_2"].map((id, n) =>
        insert("delivery", {
          id,
          event_id: id,
          endpoint: "https://shop.example/hooks",
          type: "payout.paid",
          lane: id,
          body: "\\x01",
          created_at: later,
          status: "pending",
          next_at: later,
          // Since an earlier day, and since one that has not come.
          first_attempt_at: n === 0 ? later : now - 30 * hour,
          lease_until: later
        })
      )
    ]
    for (const row of rows) await database.sql(row)
    assert.strictEqual(await correct(), rows.length - 1)
    const all = (columns: string, table: string, order: string) =>
      database
        .sql<Record<string, bigint | null>>(`SELECT ${columns} FROM ${table} ORDER BY ${order}`)
        .then((found) => found.map((row) => Object.values(row).map((value) => (value === null ? null : Number(value)))))
    assert.deepStrictEqual(await all("next_at, last_read_at", "side_read", "instance"), [
      [now + minute, now],
      [now + 50 * second, now - 10 * second],
      [now, null],
      [null, now]
    ])
    assert.deepStrictEqual(await all("since, next_at, last_read_at, asked_at", "left_behind", "provider_reference"), [
      [now, now + minute, now, now + 1],
      [now - hour, now, null, null]
    ])
    assert.deepStrictEqual(await all("send_until", "receipt_upload", "operation"), [[now]])
    assert.deepStrictEqual(await all("received_at, next_at", "callback", "seq"), [
      [now, now],
      [now, null]
    ])
    assert.deepStrictEqual(await all("next_at, lease_until, first_attempt_at", "delivery", "seq"), [
      [now, now, now],
      [now, now, now]
    ])
    assert.deepStrictEqual(await all("lease_until", "register", "id"), [[now]])
    assert.deepStrictEqual(await all("since, tried_from, trying, version", "circuit", "instance"), [
      [now, now, null, 2],
      [now, now + minute, null, 1]
    ])
    assert.deepStrictEqual(await all("free_at", "provider_rate", "instance"), [[now]])
    assert.deepStrictEqual(await all("since, started_at, ended_at", "recovery", "id"), [[now - hour, now, now]])
    assert.strictEqual(await correct(), 0)
  })

  it("are found in however many rows there are", async () => {
    await database.sql(operation("po_1", { next_at: later }))
    await database.sql(
      `INSERT INTO operation (id, kind, reference, idempotency_key, body_digest, status, step, next_at, version, attempts,
         created_at, updated_at, request, sealed, facts, results)
       SELECT 'po_n' || n, kind, 'n' || n, 'n' || n, body_digest, status, step, next_at, version, attempts, created_at,
         updated_at, request, sealed, facts, results FROM operation, generate_series(1, 4500) AS n`
    )
    assert.strictEqual(await correct(), 4501)
    assert.deepStrictEqual(await database.sql("SELECT DISTINCT next_at FROM operation"), [{ next_at: BigInt(now) }])
  })

  // Whoever adds a time says here what becomes of it when the clock has leapt.
  const corrected = [
    "callback.next_at",
    "callback.received_at",
    "circuit.since",
    "circuit.tried_from",
    "circuit.trying",
    "delivery.first_attempt_at",
    "delivery.lease_until",
    "delivery.next_at",
    "left_behind.asked_at",
    "left_behind.last_read_at",
    "left_behind.next_at",
    "left_behind.since",
    "operation.created_at",
    "operation.hinted_at",
    "operation.last_read_at",
    "operation.lease_until",
    "operation.next_at",
    "provider_rate.free_at",
    "receipt_upload.send_until",
    "recovery.ended_at",
    "recovery.started_at",
    "register.failing_since",
    "register.lease_until",
    "register.next_at",
    "side_read.last_read_at",
    "side_read.next_at"
  ]
  // Nothing waits for these, and nothing is compared with them: they tell when something was.
  const history = [
    "attempt.ended_at",
    "attempt.send_until",
    "attempt.started_at",
    "delivery.created_at",
    "delivery.last_at",
    "event.at",
    "fence.at",
    "fence_mark.at",
    "operation.updated_at",
    "payment_change.asked_at",
    "payment_change.ended_at",
    "receipt_upload.started_at",
    "recovery.since",
    "register.compared_at",
    "register.created_at",
    "register.finished_at"
  ]

  // One that lies ahead is none to whoever compares it: the next read says when it was asked.
  const unbelieved = ["operation.stated_at"]
  // What a report is of is nobody's waiting.
  const asked = ["register.period_from"]

  it("are all known", async () => {
    const columns = await database.sql<{ name: string }>(
      `SELECT table_name || '.' || column_name AS name FROM information_schema.columns
       WHERE table_schema = 'public' AND data_type IN ('bigint', 'double precision') AND column_name ~ '(^|_)(at|until|since|from|trying)$' ORDER BY 1`
    )
    const names = columns.map(({ name }) => name)
    assert.deepStrictEqual(names, [...corrected, ...history, ...unbelieved, ...asked].toSorted())
    // The last is a list of places.
    const times = ["since", "lastNotFoundAt", "cancelAskedAt", "unaskedSince", "sendUntil", "watchAt", "alsoAt"]
    // Whose `sendUntil` was put right has another than these know of, so it is never replayed: see `store/facts.ts`.
    const ofReplays = ["firstSentAt", "leftUntil", "replayAt", "lookUpAt"]
    const named = Object.keys(facts).filter((name) => /(?:At|Until|Since|since)$/.test(name))
    assert.sameMembers(named, [...times, ...ofReplays])
  })
})
