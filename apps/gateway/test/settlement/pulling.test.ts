/** Statements that are pulled: in the background, page by page, once each, whatever fails or stops in between; on both databases. */
import { Effect, Fiber } from "effect"
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest"
import { type Database, keepOpen, openEmbedded, startPostgres } from "../operations/support/databases.ts"
import { hour, type PullWorld, pullWorld } from "./pullWorld.ts"

const onPostgres = async () => {
  const server = await startPostgres()
  const database = await keepOpen(server.layer(await server.database()))
  return { ...database, close: () => database.close().finally(server.close) }
}

type Report = Awaited<ReturnType<PullWorld["get"]>>

const kinds = ({ findings }: Report) => findings.map(({ entry, kind, reference }) => [kind, entry ?? reference])

describe.each([
  ["the embedded database", openEmbedded],
  ["PostgreSQL", onPostgres]
] as const)("a pull, on %s,", (_, openDatabase) => {
  let database: Pick<Database, "layer" | "empty" | "sql" | "close">
  let here: PullWorld | undefined

  beforeAll(async () => {
    database = await openDatabase()
  }, 120_000)
  afterAll(() => database.close())
  afterEach(async () => {
    await here?.close()
    here = undefined
  })

  const start = async (options?: object) => {
    here = await pullWorld(database, options)
    return here
  }

  it("is answered at once, goes on by itself, and agrees with the ledger in every entry", async () => {
    const world = await start()
    await world.paidPayment("order-1")
    await world.paidPayment("order-2")
    await world.paidPayout("payout-1")
    world.book()
    const { replayed, resource } = await world.pull()
    expect([replayed, resource.status, resource.counts, resource.pull?.rows]).toEqual([false, "reading", null, 0])
    expect(world.asked()).toEqual([])
    expect(await world.carry()).toBe(1)
    const report = await world.get(resource.id)
    expect(report).toMatchObject({
      status: "done",
      from: null,
      days: null,
      // What a payment has credited this provider states nowhere else.
      counts: { lines: 4, entries: 4, badRows: 0, matched: 1, notComparable: 2, services: 1 },
      findings: [],
      pull: { rows: 4, pages: 2, isRead: true, problem: null, nextAttemptAt: null }
    })
    expect(await world.carry()).toBe(0)
  })

  it("agrees with what was captured of a payment that was held, and not with what was asked for", async () => {
    const world = await start()
    await world.capturedPayment("order-1", "600.00")
    await world.paidPayment("order-2")
    const { resource } = await world.pull()
    expect(await world.carry()).toBe(1)
    expect(await world.get(resource.id)).toMatchObject({ status: "done", counts: { entries: 2 }, findings: [] })
  })

  it("goes on at its page after a stop, on another node, and has every row once", async () => {
    const world = await start()
    const all = Array.from({ length: 7 }, () => world.book())
    const { resource } = await world.pull()
    const stopped = world.begin()
    while (world.asked().length < 2) {
      await world.later(1_000)
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
    while ((await world.get(resource.id)).pull?.pages !== 2) await new Promise((resolve) => setTimeout(resolve, 2))
    await Effect.runPromise(Fiber.interrupt(stopped))
    expect(await world.get(resource.id)).toMatchObject({ status: "reading", pull: { rows: 4, isRead: false } })
    const before = world.asked().length
    const other = await world.node()
    expect(await other.carry()).toBe(1)
    // It goes on at the third page. What a stopped node has read is read once more, because the provider counts.
    expect(world.asked().slice(before)).toEqual(["3", "4", "1", "2", "3", "4"])
    expect(await world.get(resource.id)).toMatchObject({
      status: "done",
      counts: { lines: 7, entries: 7, services: 7 }
    })
    const stored = await database.sql<{ id: string; line: number }>(
      "SELECT line ->> 'id' AS id, (line ->> 'line')::integer AS line FROM register_row ORDER BY number"
    )
    expect(stored.map(({ id }) => id).toSorted()).toEqual(all.toSorted())
    expect(stored.map(({ line }) => line)).toEqual([1, 2, 3, 4, 5, 6, 7])
  })

  it("of a node that was killed waits for its lease, and then goes on", async () => {
    const world = await start()
    for (let n = 0; n < 3; n += 1) world.book()
    const { resource } = await world.pull()
    const lease = world.now() + 50_000
    await database.sql(`UPDATE register SET run = 'run_of_the_dead', lease_until = ${lease}`)
    expect(await world.carry()).toBe(0)
    expect((await world.get(resource.id)).status).toBe("reading")
    await world.later(60_000)
    expect(await world.carry()).toBe(1)
    expect(await world.get(resource.id)).toMatchObject({ status: "done", counts: { entries: 3 } })
  })

  it("is one node's alone, and one at a time for each provider", async () => {
    const world = await start()
    for (let n = 0; n < 3; n += 1) world.book()
    const other = await world.node()
    const both = await Promise.all([world.pull({ to: world.now() }), other.pull({ to: world.now() })])
    const ids = both.map(({ resource }) => resource.id)
    expect([new Set(ids).size, both.filter(({ replayed }) => replayed).length]).toEqual([1, 1])
    await world.pull({ to: world.now() - 1 })
    const running = world.begin()
    while (world.asked().length === 0) await new Promise((resolve) => setTimeout(resolve, 2))
    // The second one waits for the first.
    expect(await Effect.runPromise(Fiber.join(other.begin()))).toBe(0)
    while (running.pollUnsafe() === undefined) {
      await world.later(1_000)
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
    expect(await Effect.runPromise(Fiber.join(running))).toBe(2)
    expect(await world.get(ids[0] ?? "")).toMatchObject({ status: "done", counts: { entries: 3 } })
  })

  it("shows why a page could not be had, waits, and goes on", async () => {
    const world = await start()
    for (let n = 0; n < 3; n += 1) world.book()
    world
      .simulator()
      .fault({ kind: "error", code: "bad_signature", message: "who are you" }, { path: "/settlement/rows" })
    const { resource } = await world.pull()
    await world.carry()
    const waiting = await world.get(resource.id)
    expect(waiting).toMatchObject({
      status: "reading",
      pull: {
        pages: 0,
        problem: { reason: "AuthenticationFailed", message: "who are you", providerCode: "bad_signature" }
      }
    })
    expect(Date.parse(waiting.pull?.nextAttemptAt ?? "")).toBeGreaterThan(world.now())
    expect(await world.carry()).toBe(0)
    await world.later(60_000)
    expect(await world.carry()).toBe(1)
    expect(await world.get(resource.id)).toMatchObject({
      status: "done",
      counts: { entries: 3 },
      pull: { problem: null, nextAttemptAt: null }
    })
  })

  it("is found and carried by a gateway that runs, and let go of when that ends", async () => {
    const world = await start({ statementPageRows: 10 })
    world.book({ at: 5 })
    const first = await world.pull({ from: 0, to: 10 })
    const gateway = await world.running()
    await vi.waitFor(async () => expect((await world.get(first.resource.id)).status).toBe("done"), 10_000)
    // In the middle of a pause between two pages.
    for (let n = 0; n < 20; n += 1) world.book({ at: 15 })
    const second = await world.pull({ from: 10, to: 20 })
    await vi.waitFor(async () => expect((await world.get(second.resource.id)).pull?.pages).toBeGreaterThan(0), 10_000)
    await gateway.close()
    const [row] = await database.sql<{ lease_until: bigint; next_at: bigint | null }>(
      `SELECT lease_until, next_at FROM register WHERE id = '${second.resource.id}' AND status = 'reading'`
    )
    expect([Number(row?.lease_until) <= Date.now(), Number(row?.next_at) <= Date.now()]).toEqual([true, true])
  })

  it("is given up after a day without a page, keeps nothing, and may be begun anew", async () => {
    const world = await start()
    world.book()
    world.simulator().fault({ kind: "error", code: "bad_signature" }, { path: "/settlement/rows", times: 1_000 })
    const asked = { from: world.now() - 24 * hour, to: world.now() }
    const { resource } = await world.pull(asked)
    for (let n = 0; n < 60 && (await world.get(resource.id)).status === "reading"; n += 1) {
      await world.carry()
      await world.later(0.6 * hour)
    }
    expect(await world.get(resource.id)).toMatchObject({
      status: "failed",
      counts: null,
      pull: { problem: { reason: "AuthenticationFailed" }, nextAttemptAt: null }
    })
    expect(await database.sql("SELECT 1 FROM register_row")).toEqual([])
    const again = await world.pull(asked)
    expect([again.replayed, again.resource.id === resource.id, again.resource.status]).toEqual([
      false,
      false,
      "reading"
    ])
    const error = await world.compare(resource.id).catch((cause: unknown) => cause)
    expect(error).toMatchObject({ _tag: "NotComparable", reason: "not_read" })
  })

  it("is given up at once where what is asked for is refused", async () => {
    const world = await start()
    world.simulator().fault({ kind: "error", code: "bad_request" }, { path: "/settlement/rows" })
    const { resource } = await world.pull()
    await world.carry()
    expect(await world.get(resource.id)).toMatchObject({
      status: "failed",
      pull: { problem: { reason: "InvalidRequest", providerCode: "bad_request" } }
    })
  })

  it("is given up where the instance has come to reach another account", async () => {
    const world = await start()
    world.book()
    const { resource } = await world.pull()
    await database.sql("UPDATE register SET fingerprint = 'another account'")
    expect(await world.carry()).toBe(1)
    expect(world.asked()).toEqual([])
    expect(await world.get(resource.id)).toMatchObject({
      status: "failed",
      pull: { problem: { reason: "AccountChanged" } }
    })
  })

  it("accuses nobody of what may still be lacking, is pulled anew then, and once all is there only shown", async () => {
    const world = await start({ statementLagMillis: 3 * hour })
    await world.paidPayout("payout-1")
    const asked = { from: world.now() - 24 * hour, to: world.now() + 24 * hour }
    const first = await world.pull(asked)
    await world.carry()
    const early = await world.get(first.resource.id)
    expect(early).toMatchObject({ status: "done", counts: { entries: 0, findings: { missing_at_provider: 0 } } })
    expect(Date.parse(early.pull?.completeUntil ?? "")).toBeLessThanOrEqual(world.now() - 3 * hour)
    await world.later(48 * hour)
    const second = await world.pull(asked)
    expect([second.replayed, second.resource.id === first.resource.id]).toEqual([false, false])
    await world.carry()
    const late = await world.get(second.resource.id)
    expect(late).toMatchObject({
      counts: { entries: 1, matched: 1 },
      pull: { completeUntil: new Date(asked.to).toISOString() }
    })
    expect(await world.pull(asked)).toMatchObject({ replayed: true, resource: { id: late.id, status: "done" } })
    // The first one keeps what it found, and is compared with what it has.
    expect(await world.compare(first.resource.id)).toMatchObject({ counts: { entries: 0 }, pull: early.pull })
  })

  it("misses what the provider does not have, and tells of it in the timeline", async () => {
    const world = await start()
    const id = await world.paidPayout("payout-1")
    world.simulator().statement.remove(`row-of-${world.simulator().operations("payout")[0]?.id}`)
    const asked = { from: world.now() - 24 * hour, to: world.now() }
    await world.later(hour)
    const { resource } = await world.pull(asked)
    await world.carry()
    expect(kinds(await world.get(resource.id))).toEqual([["missing_at_provider", "payout-1"]])
    const [event] = await database.sql(`SELECT summary FROM event WHERE operation = '${id}' AND kind = 'anomaly'`)
    expect(event).toEqual({ summary: "a register differs: missing_at_provider" })
  })

  it("says that its neighbour may have what was paid only after its end", async () => {
    const world = await start()
    const sent = world.now()
    await world.paidPayout("payout-1", 5 * 3_600)
    // Its row is of the time at which it was paid.
    const row = `row-of-${world.simulator().operations("payout")[0]?.id}`
    world.simulator().statement.change(row, { at: sent + 5 * hour })
    const nearEdge = async (to: number) => {
      const { resource } = await world.pull({ from: sent - 24 * hour, to })
      await world.carry()
      const { counts, findings } = await world.get(resource.id)
      return [counts?.matched, ...findings.map((finding) => [finding.kind, finding.nearEdge])]
    }
    expect(await nearEdge(sent + 3 * hour)).toEqual([0, ["missing_at_provider", true]])
    expect(await nearEdge(world.now() + 1)).toEqual([1])
  })

  it("has two equal refunds as two, a payout and its return as two, and a fee, a transfer and a dispute as no difference", async () => {
    const world = await start()
    await world.paidPayment("order-1")
    await world.paidPayout("payout-1")
    const [payment] = world.simulator().operations("payment")
    const refund = { kind: "refund", payment: payment?.id, at: world.now() - 1_000 }
    world.book({ ...refund, id: "re-1" })
    world.book({ ...refund, id: "re-2" })
    for (const kind of ["fee", "transfer", "dispute", "adjustment"]) world.book({ kind })
    // The ledger has not heard of it yet.
    world.simulator().settle("payout", "payout-1", "returned")
    const { resource } = await world.pull()
    await world.carry()
    const report = await world.get(resource.id)
    expect(report.counts).toMatchObject({ entries: 9, matched: 1, notComparable: 1, services: 4 })
    expect(report.findings).toMatchObject([
      { kind: "status", operation: "payout", reference: "payout-1", ours: "paid", theirs: "returned" },
      { kind: "missing_here", operation: "refund", entry: "re-1", providerReference: payment?.id },
      { kind: "missing_here", operation: "refund", entry: "re-2", providerReference: payment?.id }
    ])
  })

  it("has a row that is shown twice once, and one that changed while it was read as a contradiction", async () => {
    const world = await start()
    const [first, second] = [world.book({ id: "a" }), world.book({ id: "b" }), world.book({ id: "c" })]
    const { statement } = world.simulator()
    statement.repeat(second ?? "")
    statement.afterPage(() => statement.change(second ?? "", { kind: "transfer" }))
    const { resource } = await world.pull()
    await world.carry()
    const report = await world.get(resource.id)
    expect(first).toBe("a")
    expect(report.counts).toMatchObject({ lines: 4, entries: 4 })
    expect(report.findings).toMatchObject([
      { kind: "contradiction", operation: "transfer", entry: "b", theirs: "other than line 2" }
    ])
  })

  it("has a row of a kind that nobody documents as a bad row with its id", async () => {
    const world = await start()
    world.book({ id: "odd", kind: "levitation" })
    const { resource } = await world.pull()
    await world.carry()
    const report = await world.get(resource.id)
    expect(report.counts).toMatchObject({ lines: 1, entries: 0, badRows: 1 })
    expect(report.findings).toMatchObject([
      { kind: "bad_row", entry: "odd", column: "kind", reason: "is not documented" }
    ])
  })

  it.each([
    [{ provider: "nobody" }, "provider", "is not a configured provider instance"],
    [{ from: 10, to: 10 }, "period.to", "must be after from"],
    [{ from: 9e12, to: 9.1e12 }, "period.from", "must be in the past"]
  ])("of %o is refused, and nothing is kept", async (asked, path, reason) => {
    const world = await start()
    const error = await world.pull(asked).catch((cause: unknown) => cause)
    expect(error).toMatchObject({ _tag: "ReportRefused", path, reason })
    expect(await database.sql("SELECT 1 FROM register")).toEqual([])
  })

  it("has a next step while it is open: the database itself refuses one without", async () => {
    const world = await start()
    await world.pull()
    await expect(database.sql("UPDATE register SET next_at = NULL")).rejects.toThrow()
    await expect(database.sql("UPDATE register SET fingerprint = NULL")).rejects.toThrow()
  })
})
