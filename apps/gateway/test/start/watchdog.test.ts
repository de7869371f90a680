/** The watchdog of a real gateway: it ends one whose loop is stuck, and leaves alone one that was stopped as a whole. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { Redacted } from "effect"
import { afterAll, assert, beforeAll, describe, it, onTestFinished } from "vitest"
import * as Watchdog from "../../src/start/watchdog.ts"
import { startPostgres } from "../operations/support/databases.ts"
import { start } from "./process.ts"

let server: Awaited<ReturnType<typeof startPostgres>>
beforeAll(async () => {
  server = await startPostgres()
}, 600_000)
afterAll(() => server.close())

// Its loop stands still as in an endless one, and leaves the processor to the other tests.
const stuckOnSignal =
  "data:text/javascript,process.on('SIGUSR2', () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0))"

const gateway = async () => {
  const directory = mkdtempSync(join(tmpdir(), "switchyard-"))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  const env = { DATABASE_URL: Redacted.value(await server.database()), SWITCHYARD_DATA_DIR: directory }
  const started = await start(env, { args: [`--import=${stuckOnSignal}`] })
  onTestFinished(async () => {
    started.child.kill("SIGKILL")
    await started.ended
  })
  assert.strictEqual((await fetch(`${started.url}/healthz`)).status, 200)
  return started
}

describe("the watchdog", { concurrent: true, timeout: 600_000 }, () => {
  it("ends a gateway whose loop stands still, and says why", async () => {
    const { child, ended, printed } = await gateway()
    child.kill("SIGUSR2")
    assert.strictEqual(await ended, "SIGKILL")
    assert.include(printed(), "The gateway was ended by its watchdog: its loop had stood still for 30 seconds.")
  })

  it("leaves one alone that was stopped for longer than that, and lets it end as ever", async () => {
    const { child, ended, printed, url } = await gateway()
    child.kill("SIGSTOP")
    await pause(Watchdog.besideOthers.seconds * 1_500)
    child.kill("SIGCONT")
    // Longer than the thread needs for a turn or two.
    await pause(5_000)
    assert.strictEqual((await fetch(`${url}/healthz`)).status, 200)
    child.kill("SIGTERM")
    assert.strictEqual(await ended, 0, printed())
    assert.notInclude(printed(), "watchdog")
  })
})
