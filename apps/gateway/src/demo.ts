/**
 * `npm run demo`: the world of `npm start`, driven by itself through the public interface, with the timeline of every
 * operation. Each step is checked; the first one that does not hold ends the demo with exit code 1.
 */

import * as Gateway from "./demo/gateway.ts"
import * as Narrator from "./demo/narrator.ts"
import { run } from "./demo/scenario.ts"
import { makeSimulators } from "./demo/simulatorControls.ts"
import * as World from "./demo/world.ts"
import { apiKey } from "./start/sandboxWorld.ts"

try {
  await using world = await World.start()
  const narrator = Narrator.make((line) => console.log(line))
  narrator.print(
    `The gateway listens on ${world.gateway}, the simulated providers on ${world.feennex} and ${world.p2p}.`
  )
  await run({
    gateway: Gateway.connect(world.gateway, apiKey),
    simulators: makeSimulators(world.feennex, world.p2p),
    narrator
  })
  narrator.print("\nEvery step held: nothing paid twice, nothing lost.")
} catch (error) {
  console.error(`\nThe demo broke off: ${error instanceof Error ? error.message : error}`)
  process.exitCode = 1
}
