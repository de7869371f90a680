/** The fence on a real PostgreSQL: what is admitted, what is refused, and how nodes hear of each other. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Effect, Redacted, Result } from "effect"
import { SqlClient } from "effect/sql"
import { afterAll, afterEach, assert, beforeAll, describe, it } from "vitest"
import * as Instant from "../../src/model/Instant.ts"
import { variants } from "../depth.ts"
import { startPostgres } from "../operations/support/databases.ts"
import { attempt, create, type Node, openNode, rowOf } from "./support/nodes.ts"

let server: Awaited<ReturnType<typeof startPostgres>>
const open: Array<Node> = []
const directories: Array<string> = []

beforeAll(async () => {
  server = await startPostgres()
})
afterAll(() => server.close())
afterEach(async () => {
  for (const node of open.splice(0)) await node.close()
  for (const path of directories.splice(0)) rmSync(path, { recursive: true, force: true })
})

const directory = () => {
  const path = mkdtempSync(join(tmpdir(), "switchyard-fence-"))
  directories.push(path)
  return path
}

const node = async (url: Redacted.Redacted, options: Parameters<typeof openNode>[1]) => {
  const opened = await openNode(url, options)
  open.push(opened)
  return opened
}

const close = async (which: Node) => {
  open.splice(open.indexOf(which), 1)
  await which.close()
}

const sql = (url: Redacted.Redacted, text: string) =>
  Effect.runPromise(
    Effect.flatMap(SqlClient.SqlClient, (client) => client.unsafe(text)).pipe(Effect.provide(server.client(url)))
  )

const send = async (which: Node, id: string, at?: number) => {
  const row = await rowOf(which, id)
  const written = await which.run(which.store.commit(row, attempt(row, at)))
  return Result.isSuccess(written) ? written.success : (written.failure.isFenced ?? "unavailable")
}

const isTold = (why: string | undefined) => why !== undefined

const isWell = (why: string | undefined) => why === undefined

describe("the fence", () => {
  it("admits an attempt where nothing is missing, also after the process began again", async () => {
    const url = await server.database()
    const path = directory()
    const first = await node(url, { directory: path })
    const id = await create(first)
    assert.isTrue(await send(first, id))
    await close(first)
    const second = await node(url, { directory: path })
    assert.isUndefined(await second.why())
    assert.isTrue(await send(second, await create(second)))
  })

  it("refuses every attempt once an acknowledged commit is missing, of every node, until a recovery begins", async () => {
    const url = await server.database()
    const [one, two] = [await node(url, { directory: directory() }), await node(url, { directory: directory() })]
    const id = await create(one)
    assert.isTrue(await send(one, await create(one)))
    assert.isTrue(await send(two, await create(two)))
    // The records go back to before what was acknowledged to the first.
    await sql(url, "UPDATE fence_mark SET mark = 0 WHERE slot <> 0")
    assert.isTrue(await send(one, id))
    await one.until(isTold)
    await two.until(isTold)
    assert.isTrue(await send(two, id))

    const begun = await one.run(one.store.beginRecovery(null, Instant.of(Date.now())))
    assert.isTrue(Result.isSuccess(begun) && begun.success.isNew)
    await one.until(isWell)
    await two.until(isWell)
    assert.isTrue(await send(two, id))
  })

  it("admits nobody once it is broken, not even whoever has read that it is", async () => {
    const url = await server.database()
    const one = await node(url, { directory: directory() })
    await create(one)
    await sql(url, "UPDATE fence SET token = NULL")
    const known = 'SELECT to_jsonb(f) || to_jsonb(l) || \'{"marks":[],"node":"00000000-0000-0000-0000-000000000000"}\''
    const [answer] = (await sql(
      url,
      `SELECT refused FROM (${known} AS known FROM fence f, fence_live() l) k, fence_admits(k.known, 1, false)`
    )) as ReadonlyArray<{ readonly refused: string | null }>
    assert.strictEqual(answer?.refused, "epoch")
  })

  it("admits no node of a version that does not see refunds, and says so", async () => {
    const url = await server.database()
    const one = await node(url, { directory: directory() })
    const id = await create(one)
    const known = `SELECT to_jsonb(f) || to_jsonb(l) || '{"marks":[],"node":"00000000-0000-0000-0000-000000000000"}'`
    const admitted = async (more: string) => {
      const [answer] = (await sql(
        url,
        `SELECT refused FROM (${known} || '${more}' AS known FROM fence f, fence_live() l) k, fence_admits(k.known, 1, false)`
      )) as ReadonlyArray<{ readonly refused: string | null }>
      return answer?.refused
    }
    assert.strictEqual(await admitted("{}"), "schema")
    assert.isNull(await admitted('{"schema": 1000}'))
    assert.isTrue(await send(one, id))
  })

  it("holds for three seconds after a promotion, and breaks where the new primary lacks what was acknowledged", async () => {
    const url = await server.database()
    const promoted = "UPDATE fence SET epoch = epoch + 1, token = gen_random_uuid(), why = 'promotion'"
    const one = await node(url, { directory: directory(), isSynchronous: false })
    const id = await create(one)
    assert.isTrue(await send(one, await create(one)))
    await sql(url, promoted)
    assert.match(String(await one.until(isTold)), /taken over|refused/)
    await one.until(isWell)
    assert.isTrue(await send(one, id))
    await sql(url, "UPDATE fence_mark SET mark = 0 WHERE slot <> 0")
    await sql(url, promoted)
    await one.until((why) => why !== undefined && /gone back/.test(why))
    assert.deepEqual(await sql(url, "SELECT token IS NULL AS is_broken FROM fence"), [{ is_broken: true }])
  })

  it("follows a promotion that another node with the same directory has followed before it", async () => {
    const url = await server.database()
    const path = directory()
    const [one, two] = [await node(url, { directory: path }), await node(url, { directory: path })]
    const id = await create(one)
    assert.isTrue(await send(two, await create(two)))
    // Often enough that one of them comes second in its turn.
    for (let promotions = 0; promotions < 3; promotions += 1) {
      await sql(url, "UPDATE fence SET epoch = epoch + 1, token = gen_random_uuid(), why = 'promotion'")
      for (const each of [one, two]) await each.until(isTold)
      for (const each of [one, two]) await each.until(isWell)
    }
    assert.isTrue(await send(one, id))
  })

  it("begins one recovery when several that are fenced begin it", async () => {
    const url = await server.database()
    const nodes = [await node(url, { directory: directory() }), await node(url, { directory: directory() })]
    const [one, two] = nodes
    assert.isTrue(one !== undefined && two !== undefined)
    if (one === undefined || two === undefined) return
    await create(one)
    await sql(url, "UPDATE fence SET token = NULL, why = 'a test'")
    await one.until(isTold)
    await two.until(isTold)
    const now = Instant.of(Date.now())
    await Promise.all(nodes.map((each) => each.run(each.store.beginRecovery(null, now))))
    await one.until(isWell)
    await two.until(isWell)
    assert.deepEqual(await sql(url, "SELECT count(*)::integer AS n FROM recovery"), [{ n: 1 }])
  })

  it("lets nobody change what was read before a recovery began, although its version and recovery are the same", async () => {
    const url = await server.database()
    const one = await node(url, { directory: directory() })
    const id = await create(one)
    const before = await rowOf(one, id)
    await one.run(one.store.beginRecovery(null, Instant.of(Date.now())))
    const now = await rowOf(one, id)
    const stale = { ...now, fenceToken: before.fenceToken }
    assert.strictEqual(stale.version, now.version)
    assert.deepEqual(await one.run(one.store.commit(stale, attempt(stale))), Result.succeed(false))
    assert.deepEqual(await one.run(one.store.commit(now, attempt(now))), Result.succeed(true))
  })

  it("covers by its place in the order what was created while a clock was a month ahead", async () => {
    const url = await server.database()
    const one = await node(url, { directory: directory() })
    const id = await create(one, Date.now() + 40 * 86_400_000)
    await one.run(one.store.beginRecovery(null, Instant.of(Date.now())))
    assert.isNotNull((await rowOf(one, id)).recovery)
    const later = await create(one, Date.now() + 40 * 86_400_000)
    assert.isNull((await rowOf(one, later)).recovery)
  })

  it("begins no attempt that was planned ten seconds ago, or by a clock that is ahead", async () => {
    const url = await server.database()
    const one = await node(url, { directory: directory() })
    const id = await create(one)
    assert.isFalse(await send(one, id, Date.now() - 10_000))
    assert.isFalse(await send(one, id, Date.now() + 10_000))
    assert.isTrue(await send(one, id))
    // What has ended is written down whatever the clocks say.
    const row = await rowOf(one, id)
    const ended = { ...attempt(row), at: Instant.of(Date.now() - 60_000), attempt: null }
    assert.deepEqual(await one.run(one.store.commit(row, ended)), Result.succeed(true))
  })

  it("writes nothing of a payment for an attempt of its refund that may not begin any more", async () => {
    const url = await server.database()
    const one = await node(url, { directory: directory() })
    await sql(
      url,
      `INSERT INTO operation (id, kind, reference, idempotency_key, body_digest, status, step, next_at, version, attempts, created_at,
        updated_at, request, sealed, facts, results, parent)
      VALUES ('paid', 'payment', 'paid', 'paid', 'd', 'paid', 'none', NULL, 1, 1, 1, 1, '{}', '', '{}', '{}', NULL),
        ('back', 'refund', 'back', 'back', 'd', 'created', 'submit', 1, 1, 0, 1, 1, '{}', '', '{}', '{}', 'paid')`
    )
    const [payment, refund] = [await rowOf(one, "paid"), await rowOf(one, "back")]
    const { deliveries, entries } = attempt(refund)
    const pair = (began: number) => {
      const at = Instant.of(began)
      const moved = { ...payment, at, reserved: "10", attempt: null, deliveries, entries, changes: [], asking: null }
      return one.run(one.store.commitWith({ row: refund, to: attempt(refund, began) }, { row: payment, to: moved }))
    }
    const versions = async () => [(await rowOf(one, "paid")).version, (await rowOf(one, "back")).version]
    for (const millis of [-10_000, 10_000]) assert.deepEqual(await pair(Date.now() + millis), Result.succeed(false))
    assert.deepEqual(await versions(), [1, 1])
    assert.deepEqual(await pair(Date.now()), Result.succeed(true))
    assert.deepEqual(await versions(), [2, 2])
  })

  it("takes a copy in the same server for what it is", async () => {
    const url = await server.database()
    const path = directory()
    const one = await node(url, { directory: path })
    const id = await create(one)
    await close(one)
    const name = new URL(Redacted.value(url)).pathname.slice(1)
    const copy = await server.database()
    const copied = new URL(Redacted.value(copy)).pathname.slice(1)
    await sql(Redacted.make(Redacted.value(url).replace(name, "postgres")), `DROP DATABASE ${copied}`)
    await sql(
      Redacted.make(Redacted.value(url).replace(name, "postgres")),
      `CREATE DATABASE ${copied} TEMPLATE ${name}`
    )
    const two = await node(copy, { directory: path })
    assert.match((await two.why()) ?? "", /are a copy/)
    assert.isTrue(await send(two, id))
  })

  it("stops a node without a fence beside operations, unless all its providers are here or a living node vouches", async () => {
    const url = await server.database()
    const one = await node(url, { directory: directory() })
    await create(one)
    const vouched = await node(url, { directory: directory() })
    assert.isUndefined(await vouched.why())
    await close(vouched)
    await close(one)
    const alone = await node(url, { directory: directory() })
    assert.match((await alone.why()) ?? "", /this directory does not know them/)
    const here = await node(url, { directory: directory(), isSandbox: true })
    assert.isUndefined(await here.why())
  })

  it("stops a node that was away while another went on, which is not there to ask", async () => {
    const url = await server.database()
    const path = directory()
    const one = await node(url, { directory: path })
    await create(one)
    const two = await node(url, { directory: directory() })
    await close(one)
    assert.isTrue(await send(two, await create(two)))
    // It was killed: it never said that it had ended.
    await sql(url, "UPDATE fence_mark SET at = switchyard_now() + 2000")
    const told = open.splice(open.indexOf(two), 1)
    const again = await node(url, { directory: path })
    assert.isUndefined(await again.why())
    await close(again)
    for (const each of told) await each.close()
    await sql(url, "UPDATE fence_mark SET has_left = false, at = switchyard_now() + 2000")
    const later = await node(url, { directory: path })
    assert.match((await later.why()) ?? "", /stood on these records later/)
  })

  it.each(variants("fsync", "full_page_writes"))("sends nothing once %s is switched off", async (setting) => {
    const url = await server.database()
    const one = await node(url, { directory: directory() })
    const id = await create(one)
    await sql(url, `ALTER SYSTEM SET ${setting} = off`)
    try {
      await sql(url, "SELECT pg_reload_conf()")
      const off = async () => {
        const [row] = await sql(url, `SELECT current_setting('${setting}') AS it`)
        return JSON.stringify(row).includes("off")
      }
      while (!(await off())) {}
      assert.isTrue(await send(one, id))
      assert.match((await one.why()) ?? "", new RegExp(setting))
    } finally {
      await sql(url, `ALTER SYSTEM RESET ${setting}`)
      await sql(url, "SELECT pg_reload_conf()")
    }
  })
})
