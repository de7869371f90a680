/** The simulators are loaded by the bundled config and by nothing else. */
import { execFile } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import { assert, describe, it, onTestFinished } from "vitest"
import { apiKeys } from "../http/support/api.ts"
import { layEmbedded } from "../operations/support/embedded.ts"
import { providers } from "../operations/support/simulators.ts"
import { start } from "./process.ts"

const watching = ["--import", new URL("loaded.ts", import.meta.url).href]
const marker = "a simulator is loaded: "

const directory = () => {
  const path = mkdtempSync(join(tmpdir(), "switchyard-"))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}

const printed = async (...args: ReadonlyArray<string>) => {
  const { NODE_COMPILE_CACHE, PATH } = process.env
  const options = { cwd: new URL("../../", import.meta.url), env: { NODE_COMPILE_CACHE, PATH } }
  return (await promisify(execFile)(process.execPath, [...watching, ...args], options)).stdout
}

describe("the simulators", () => {
  it("are seen when they are loaded", async () => {
    assert.include(await printed("--conditions=@switchyard/source", "src/start/simulators.ts"), marker)
  })

  it("are no part of a gateway with a config of its own", async () => {
    const file = join(directory(), "config.json")
    // No provider here knows a context.
    const keys = apiKeys.map(({ name, sha256 }) => ({ name, sha256 }))
    writeFileSync(
      file,
      JSON.stringify({ providers, apiKeys: keys, routes: { payouts: [{ try: ["p2p", "feennex"] }] } })
    )
    const data = directory()
    await layEmbedded(data)
    const key = Buffer.alloc(32, 7).toString("base64")
    const env = { SWITCHYARD_DATA_DIR: data, SWITCHYARD_CONFIG: file, SWITCHYARD_DATA_KEY: key }
    const gateway = await start(env, { args: watching, isFromSources: true, until: "The gateway listens on" })
    gateway.child.kill("SIGTERM")
    await gateway.ended
    assert.include(gateway.printed(), "The gateway listens on")
    assert.notInclude(gateway.printed(), marker)
  })

  it("are no part of the command, which checks the bundled config without starting anything", async () => {
    const checked = await printed("bin/switchyard.js", "check-config")
    assert.include(checked, "The configuration of the sandbox can be used.")
    assert.notInclude(checked, marker)
  })
})
