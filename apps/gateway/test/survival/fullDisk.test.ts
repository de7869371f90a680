/** The embedded database on a disk that gets full: no process hangs, and all goes on by itself once there is room. */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { assert, describe, it, onTestFinished } from "vitest"
import { childArguments } from "../../soak/world/child.ts"
import { until } from "../../soak/world/until.ts"
import { start } from "../start/process.ts"
import * as SmallDisk from "./support/smallDisk.ts"

const mebibyte = 1024 * 1024
const key = { authorization: "Bearer sk_sandbox_simulated_money_only", "content-type": "application/json" }
const root = new URL("../../", import.meta.url)

const disk = (mebibytes: number) => {
  const made = SmallDisk.make(mebibytes)
  onTestFinished(made.remove)
  return made
}

const writer = (on: SmallDisk.Disk) => {
  const file = new URL("./support/writer.ts", import.meta.url).pathname
  const [program = "", ...rest] = [
    ...on.command,
    process.execPath,
    "--conditions=@switchyard/source",
    ...childArguments(),
    ...on.args,
    file,
    on.directory
  ]
  const child = spawn(program, rest, {
    cwd: root,
    env: { PATH: process.env.PATH, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE, ...on.env },
    stdio: ["ignore", "pipe", "inherit"]
  })
  onTestFinished(() => void child.kill("SIGKILL"))
  let text = ""
  child.stdout.on("data", (chunk: Buffer) => (text += chunk.toString()))
  return { pid: child.pid ?? 0, ended: once(child, "exit"), said: (words: RegExp) => words.exec(text) }
}

describe("the embedded database on a full disk", { timeout: 600_000 }, () => {
  it("fails what finds no room for its log, keeps all that was acknowledged, and goes on when there is room", async () => {
    const on = disk(500)
    const { ended, pid, said } = writer(on)
    await until("it writes", () => said(/acknowledged 3\n/) !== null)
    on.fill(pid, 20 * mebibyte)
    await until("it fails", () => said(/failed SqlError \w+\n/) !== null)
    on.empty(pid)
    await until("it goes on", () => said(/goes on/) !== null)
    const [, there, acknowledged] = said(/there are (\d+), and (\d+) were acknowledged/) ?? []
    // The one that failed may have been written: nobody could say.
    assert.include([Number(acknowledged), Number(acknowledged) + 1], Number(there))
    assert.deepStrictEqual(await ended, [0, null])
  })

  it("takes nothing new while there is little room, says why, and goes on by itself", async () => {
    const on = disk(500)
    const gateway = await start(
      { SWITCHYARD_DATA_DIR: on.directory, ...on.env },
      { args: on.args, command: on.command }
    )
    const pid = gateway.child.pid ?? 0
    onTestFinished(async () => {
      gateway.child.kill("SIGKILL")
      await gateway.ended
    })
    const create = (reference: string) =>
      fetch(`${gateway.url}/v1/payouts`, {
        method: "POST",
        headers: { ...key, "idempotency-key": reference },
        body: JSON.stringify({
          reference,
          amount: { value: "1500.00", currency: "RUB" },
          destination: { type: "card", number: "4111111111111111" },
          recipientEmail: "a@b.example"
        })
      })
    const ready = async () => (await fetch(`${gateway.url}/readyz`)).status

    assert.strictEqual((await create("before")).status, 201)
    on.fill(pid, 100 * mebibyte)
    await until("it is not ready", async () => (await ready()) === 503)
    const told = (await (await fetch(`${gateway.url}/readyz`)).json()) as { reasons: ReadonlyArray<{ name: string }> }
    assert.deepStrictEqual(
      told.reasons.map(({ name }) => name),
      ["disk"]
    )
    const refused = await create("during")
    assert.strictEqual(refused.status, 503)
    assert.isNotNull(refused.headers.get("retry-after"))
    // What was there before is answered as before.
    assert.strictEqual((await create("before")).headers.get("idempotency-replayed"), "true")

    on.empty(pid)
    await until("it is ready again", async () => (await ready()) === 200)
    assert.strictEqual((await create("during")).status, 201)
    gateway.child.kill("SIGTERM")
    assert.strictEqual(await gateway.ended, 0)
  })
})
