/**
 * `npm run demo`: the providers of `npm start` and a bank beside them, and a gateway that is driven through its public
 * interface, with the timeline of every operation. Each step is checked; the first one that does not hold ends the demo with exit code 1.
 */

import * as Gateway from "./demo/gateway.ts"
import * as Narrator from "./demo/narrator.ts"
import { run } from "./demo/scenario.ts"
import { makeSimulators } from "./demo/simulatorControls.ts"
import * as World from "./demo/world.ts"
import { apiKey } from "./start/sandboxWorld.ts"

const starting = World.start()

// Whoever ends it early is left with nothing of it either.
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, async () => {
    const world = await starting.catch(() => undefined)
    await world?.[Symbol.asyncDispose]()
    process.exit(1)
  })
}

try {
  await using world = await starting
  const providers = Object.entries({ ...world.simulators, bank: world.bank })
  const narrator = Narrator.make((line) => console.log(line))
  narrator.print(
    `The gateway listens on ${world.gateway}, its providers on\n${providers.map(([name, { url }]) => `${url} (${name})`).join(", ")}; all of them are simulated.`
  )
  await run({
    gateway: Gateway.connect(world.gateway, apiKey),
    simulators: makeSimulators(world.simulators),
    bank: world.bank,
    narrator
  })
  narrator.print("\nEvery step held: nothing paid twice, nothing lost.")
} catch (error) {
  console.error(`\nThe demo broke off: ${error instanceof Error ? error.message : error}`)
  process.exitCode = 1
}
