/** The simulators are loaded by the bundled config and by nothing else. */
import { execFile } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import { assert, describe, it, onTestFinished } from "vitest"
import { layEmbedded } from "../worker/support/embedded.ts"
import { providers } from "../worker/support/far.ts"
import { start } from "./process.ts"

const watching = ["--import", new URL("loaded.ts", import.meta.url).href]
const said = "a simulator is loaded: "

const directory = () => {
  const path = mkdtempSync(join(tmpdir(), "switchyard-"))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}

const listening = async (env: Readonly<Record<string, string>>) => {
  const data = directory()
  await layEmbedded(data)
  const gateway = await start({ SWITCHYARD_DATA_DIR: data, ...env }, { args: watching, says: "The gateway listens on" })
  const printed = gateway.printed()
  gateway.child.kill("SIGTERM")
  await gateway.ended
  assert.include(printed, "The gateway listens on")
  return printed
}

describe("the simulators", () => {
  it("are loaded with the bundled config", async () => {
    assert.include(await listening({}), said)
  })

  it("are no part of a gateway with a config of its own", async () => {
    const file = join(directory(), "config.json")
    writeFileSync(file, JSON.stringify({ providers, routes: { payouts: [{ try: ["p2p", "feennex"] }] } }))
    const key = Buffer.alloc(32, 7).toString("base64")
    assert.notInclude(await listening({ SWITCHYARD_CONFIG: file, SWITCHYARD_DATA_KEY: key }), said)
  })

  it("are no part of the command, which checks the bundled config without starting anything", async () => {
    const args = [...watching, "bin/switchyard.js", "check-config"]
    const cwd = new URL("../../", import.meta.url)
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd, env: { PATH: process.env.PATH } })
    assert.include(stdout, "The configuration of the sandbox can be used.")
    assert.notInclude(stdout, said)
  })
})
