/**
 * The story that `npm start` tells until there is a gateway to start: payments and payouts travel through the facade
 * over real HTTP to simulators that know nothing of the adapters. Which provider pays is the config's choice alone. Each
 * step is checked; the first one that does not hold ends the story with exit code 1.
 */
import { readFileSync } from "node:fs"
import { Switchyard } from "@switchyard/facade"
import * as Sandbox from "@switchyard/sandbox/Sandbox"
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { listen } from "./story/callbacks.ts"
import { sandboxClock } from "./story/clock.ts"
import { farSides } from "./story/farSides.ts"
import * as Narrator from "./story/narrator.ts"
import { paymentStory } from "./story/payment.ts"
import { payoutStory } from "./story/payout.ts"
import type { World } from "./story/world.ts"

/** The config of the sandbox, as it lies beside the sources. */
export const sandboxConfig = (): unknown =>
  JSON.parse(readFileSync(new URL("../sandbox.json", import.meta.url), "utf8"))

/** Tells the whole story to `print`; fails when a step does not hold. */
export const story = Effect.fnUntraced(function* (config: unknown, print: (line: string) => void) {
  const sandbox = yield* Effect.acquireRelease(
    Effect.promise(() => Sandbox.start({})),
    ({ close }) => Effect.promise(close)
  )
  const inbox = yield* listen
  const far = farSides(sandbox)
  const narrator = Narrator.make(print, far)

  narrator.say(`A simulated Feennex listens on ${sandbox.feennex.url}, a simulated P2P platform on ${sandbox.p2p.url}.`)
  const switchyard = yield* Switchyard.make(config, {
    load: (name) => import(name),
    env: {
      FEENNEX_URL: sandbox.feennex.url,
      FEENNEX_SECRET_KEY: "sandbox_secret",
      P2P_URL: sandbox.p2p.url,
      P2P_API_KEY: "sandbox_api_key",
      P2P_SIGN_KEY: "sandbox_sign_key",
      CALLBACK_URL: inbox.url
    }
  })
  narrator.say(`The config names ${switchyard.instances.map(({ name }) => name).join(" and ")}.`)

  const world: World = { switchyard, sandbox, far, inbox, narrator }
  const told = Effect.andThen(paymentStory(world), payoutStory(world))
  yield* Effect.provideService(told, Clock.Clock, sandboxClock(sandbox.clock))
  narrator.say("\nEvery step held: nothing paid twice, nothing lost.")
})

if (import.meta.main) {
  const exit = await Effect.runPromiseExit(Effect.scoped(story(sandboxConfig(), (line) => console.log(line))))
  if (Exit.isFailure(exit)) {
    console.error(`\nThe story broke off: ${Cause.pretty(exit.cause)}`)
    process.exitCode = 1
  }
}
