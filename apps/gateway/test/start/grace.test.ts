/** The last bound of an end, in a process that never ends by itself. */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { assert, describe, it, onTestFinished } from "vitest"

const grace = new URL("../../src/start/grace.ts", import.meta.url).href
const forever = `import { begin } from ${JSON.stringify(grace)}
begin()
setInterval(() => {}, 1_000)
console.log("begun")`

describe("a process that does not drain", { timeout: 180_000 }, () => {
  it("ends before whoever stops it would kill it, with a word and not as a success", async () => {
    const child = spawn(process.execPath, ["--input-type=module", "--eval", forever], {
      env: { PATH: process.env.PATH },
      stdio: ["ignore", "pipe", "pipe"]
    })
    onTestFinished(() => void child.kill("SIGKILL"))
    let text = ""
    child.stderr.on("data", (chunk: Buffer) => (text += chunk.toString()))
    await once(child.stdout, "data")
    child.kill("SIGTERM")
    assert.deepStrictEqual(await once(child, "exit"), [1, null])
    assert.include(text, "it has not drained within 50 seconds")
  })
})
