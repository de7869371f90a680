/** The simulated providers, in a process of their own, with courses and delays as a measurement orders them. */
import { Sandbox } from "@switchyard/sandbox"
import * as Child from "../Child.ts"
import * as Distance from "../distance.ts"
import type { Providers, World } from "../World.ts"

let sandbox: Sandbox.Sandbox | undefined

const rich = "999999999999"

Child.serve<World>(async ({ latencyMillis, paidAfterMillis }): Promise<Providers> => {
  sandbox ??= await Sandbox.start({
    feennex: {
      shops: [{ id: "112", secret: "sandbox_secret", balances: { "840": rich, "643": rich } }],
      settings: { payoutStatusInterval: 0 },
      journalLimit: 1000
    },
    p2p: {
      merchants: [{ name: "sandbox", apiKey: "sandbox_api_key", signKey: "sandbox_sign_key", balance: rich }],
      journalLimit: 1000
    }
  })
  const { feennex, p2p } = sandbox
  feennex.admin.reset()
  p2p.admin.reset()
  feennex.admin.plan(
    "payout",
    [
      { status: 3, after: 0 },
      { status: 5, after: paidAfterMillis }
    ],
    { times: null }
  )
  p2p.admin.plan(
    [
      { status: "expectation", after: 0 },
      { status: "successful", after: paidAfterMillis }
    ],
    { times: null }
  )
  if (latencyMillis === 0) return { feennex: feennex.url, p2p: p2p.url }
  return {
    feennex: await Distance.from(feennex.url, latencyMillis),
    p2p: await Distance.from(p2p.url, latencyMillis)
  }
})
