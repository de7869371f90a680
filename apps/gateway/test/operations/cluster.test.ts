/** The clusters that other tests rely on are what they say: a primary that dies, standbys that have everything or fall behind. */
import { assert, describe, it, onTestFinished } from "vitest"
import { type Options, startCluster } from "./support/cluster.ts"
import { query } from "./support/query.ts"

const cluster = async (options: Options) => {
  const started = await startCluster(options)
  onTestFinished(started.close)
  return started
}

const numbers = async (url: string) =>
  (await query<{ readonly n: number }>(url, "SELECT n FROM numbers ORDER BY n")).map(({ n }) => n)

describe("a cluster for tests", () => {
  it("with synchronous standbys loses nothing when the primary is killed, and goes on at the same place", async () => {
    const { losePrimary, promote, url } = await cluster({ standbys: 2, isSynchronous: true })
    await query(url, "CREATE TABLE numbers (n integer)")
    for (let n = 1; n <= 5; n += 1) await query(url, `INSERT INTO numbers VALUES (${n})`)
    await losePrimary()
    await promote()
    assert.deepStrictEqual(await numbers(url), [1, 2, 3, 4, 5])
    // Committed only because the other standby follows the new primary.
    await query(url, "INSERT INTO numbers VALUES (6)")
    assert.deepStrictEqual(await numbers(url), [1, 2, 3, 4, 5, 6])
  })

  it("with an asynchronous standby that has fallen behind loses what came after, on another timeline", async () => {
    const { caughtUp, fallBehind, losePrimary, promote, standbyUrl, url } = await cluster({
      standbys: 1,
      isSynchronous: false
    })
    const timeline = async () =>
      (await query<{ readonly n: number }>(url, "SELECT timeline_id AS n FROM pg_control_checkpoint()"))[0]?.n
    await query(url, "CREATE TABLE numbers (n integer)")
    await query(url, "INSERT INTO numbers VALUES (1)")
    await caughtUp()
    fallBehind()
    await query(url, "INSERT INTO numbers VALUES (2)")
    assert.deepStrictEqual([await numbers(url), await numbers(standbyUrl)], [[1, 2], [1]])
    const before = await timeline()
    await losePrimary()
    await promote()
    assert.deepStrictEqual(await numbers(url), [1])
    await query(url, "CHECKPOINT")
    assert.isAbove((await timeline()) ?? 0, before ?? 0)
  })
})
