import { execFile } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Sandbox from "@switchyard/sandbox/Sandbox"
import { assert, describe, it, onTestFinished } from "vitest"
import * as Gateway from "../src/demo/gateway.ts"
import * as Narrator from "../src/demo/narrator.ts"
import { run } from "../src/demo/scenario.ts"
import { makeSimulators } from "../src/demo/simulatorControls.ts"
import * as World from "../src/demo/world.ts"
import { apiKey, environment } from "../src/start/sandboxWorld.ts"
import { layEmbedded } from "./operations/support/embedded.ts"

const root = new URL("../", import.meta.url)

/** The bundled config with another order of providers in the first payout route, and nothing else changed. */
const swapped = (): string => {
  const text = JSON.stringify(JSON.parse(readFileSync(new URL("sandbox.json", root), "utf8")))
  assert.include(text, '"try":["p2p","feennex"]')
  return text.replace('"try":["p2p","feennex"]', '"try":["feennex","p2p"]')
}

/** Tells the demo to a gateway with the swapped config; it and the simulators end with the test. */
const tellSwapped = async () => {
  const directory = mkdtempSync(join(tmpdir(), "switchyard-"))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  const config = join(directory, "config.json")
  const data = join(directory, "data")
  await layEmbedded(data)
  writeFileSync(config, swapped())
  const started: { sandbox?: Sandbox.Sandbox } = {}
  onTestFinished(() => started.sandbox?.close())
  await using world = await World.start(async ({ feennex, gateway, p2p }) => {
    const port = (url: string) => Number(new URL(url).port)
    const settings = { payoutStatusInterval: 2000 }
    const sandbox = await Sandbox.start({ feennex: { port: port(feennex), settings }, p2p: { port: port(p2p) } })
    started.sandbox = sandbox
    return {
      ...environment(sandbox, port(gateway)),
      SWITCHYARD_DATA_DIR: data,
      SWITCHYARD_CONFIG: config,
      SWITCHYARD_DATA_KEY: Buffer.alloc(32, 7).toString("base64")
    }
  })
  const lines: Array<string> = []
  await run({
    gateway: Gateway.connect(world.gateway, apiKey),
    simulators: makeSimulators(world.feennex, world.p2p),
    narrator: Narrator.make((line) => lines.push(line))
  })
  return lines.join("\n")
}

// They wait for the providers' spacings, in real time, and a busy machine makes each of their processes wait besides.
describe.concurrent("npm run demo", { timeout: 1_200_000 }, () => {
  it("holds at every step, prints each timeline and no card, name, e-mail, secret or signature", async ({ signal }) => {
    const { code, told } = await new Promise<{ readonly code: unknown; readonly told: string }>((resolve) => {
      const flags = ["--conditions=@switchyard/source", "src/demo.ts"]
      execFile(process.execPath, flags, { cwd: root, signal }, (error, stdout, stderr) =>
        resolve({ code: error?.code ?? 0, told: stdout + stderr })
      )
    })
    assert.strictEqual(code, 0, told)
    assert.include(told, "attempt 1: Rejected  (reason: InsufficientFunds")
    assert.include(told, "p2p provably did nothing, so feennex was asked")
    assert.include(told, "submitting → unknown")
    assert.match(told, /unknown → (processing|paid) {2}\(by: status read/)
    assert.include(told, "Every step held")
    for (const personal of ["4111111111111111", "Ivanov", "@shop.example", "sandbox_secret", "sandbox_sign_key"]) {
      assert.notInclude(told, personal)
    }
    assert.notMatch(told, /[0-9a-f]{64}/)
  })

  it("holds with the providers swapped in the route, and nothing else changed", async () => {
    const told = await tellSwapped()
    assert.include(told, "feennex provably did nothing, so p2p was asked")
    assert.include(told, "sent once, and never to p2p")
  })
})

describe("the narrator", () => {
  it("stops the demo at the first thing that does not hold", () => {
    const narrator = Narrator.make(() => undefined)
    assert.throws(() => narrator.check(false, "paid once"), "this did not hold: paid once")
  })
})
