import { execFile } from "node:child_process"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, describe, it } from "vitest"
import { config } from "../src/demo/config.ts"
import * as Gateway from "../src/demo/gateway.ts"
import * as Narrator from "../src/demo/narrator.ts"
import { run } from "../src/demo/scenario.ts"
import { makeSimulators } from "../src/demo/simulatorControls.ts"
import * as World from "../src/demo/world.ts"
import { apiKey } from "../src/start/sandboxWorld.ts"
import { layEmbedded } from "./operations/support/embedded.ts"

const root = new URL("../", import.meta.url)

/** The demo's config with another order of providers in its payout route for roubles, and nothing else changed. */
const swapped = (): unknown => {
  const text = JSON.stringify(config)
  assert.include(text, '"try":["p2p","feennex"]')
  return JSON.parse(text.replace('"try":["p2p","feennex"]', '"try":["feennex","p2p"]'))
}

/** Tells the demo to a gateway with the swapped config; it and its providers end with the test. */
const tellSwapped = async () => {
  await using world = await World.start({ config: swapped(), prepare: layEmbedded })
  const lines: Array<string> = []
  await run({
    gateway: Gateway.connect(world.gateway, apiKey),
    simulators: makeSimulators(world.simulators),
    bank: world.bank,
    narrator: Narrator.make((line) => lines.push(line))
  })
  return lines.join("\n")
}

/** Runs `npm run demo` as it stands in the package, and gives how it ended and all that it has printed. */
const demo = (signal: AbortSignal, env = process.env) =>
  new Promise<{ readonly code: unknown; readonly told: string }>((resolve) => {
    const flags = ["--conditions=@switchyard/source", "src/demo.ts"]
    execFile(process.execPath, flags, { cwd: root, env, signal }, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, told: stdout + stderr })
    )
  })

// They wait for the providers' spacings, in real time, and a busy machine makes each of their processes wait besides.
describe.concurrent("npm run demo", { timeout: 1_200_000 }, () => {
  it("holds at every step, prints each timeline and no card, name, e-mail, secret or signature", async ({ signal }) => {
    const { code, told } = await demo(signal)
    assert.strictEqual(code, 0, told)
    assert.include(told, "attempt 1: Rejected  (reason: InsufficientFunds")
    assert.include(told, "p2p provably did nothing, so feennex was asked")
    assert.include(told, "submitting → unknown")
    assert.match(told, /unknown → (processing|paid) {2}\(by: status read/)
    assert.include(told, "attempt 1: OutcomeUnknown  (reason: Leftover")
    assert.include(told, "by Stripe's books: one payment, canceled, 0.00 taken")
    assert.include(told, "only after that was seen feennex was asked")
    assert.include(told, "paid back 25.00 of 100.00; the payment says 25.00")
    assert.include(told, "refused at once: exceeds_captured, left 75.00")
    assert.include(told, "captured 50.00 of 100.00; the payment says 50.00")
    assert.include(told, "refused at once: exceeds_authorized, left 100.00")
    assert.match(told, /paid → returned {2}\(by: status read/)
    assert.match(told, /attempt 2: replayed at bank.*\n.*attempt 2: Accepted/)
    assert.include(told, "by the bank's books: paid 1×")
    assert.include(told, "Every step held")
    assert.notInclude(told, "[object Object]")
    for (const personal of [
      "4111111111111111",
      "Ivanov",
      "@shop.example",
      "sandbox_secret",
      "sandbox_sign_key",
      "demo_secret_key"
    ]) {
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

describe("npm run demo, where it cannot go on,", () => {
  it("says why, and exits with 1", async ({ signal }) => {
    const { code, told } = await demo(signal, { ...process.env, TMPDIR: join(tmpdir(), "there-is-no-such-folder") })
    assert.strictEqual(code, 1, told)
    assert.include(told, "The demo broke off: ENOENT")
    assert.notInclude(told, "Every step held")
  })
})

describe("the narrator", () => {
  it("stops the demo at the first thing that does not hold", () => {
    const narrator = Narrator.make(() => undefined)
    assert.throws(() => narrator.check(false, "paid once"), "this did not hold: paid once")
  })
})
