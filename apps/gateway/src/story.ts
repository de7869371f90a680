/**
 * The story that `npm start` tells until there is a gateway to start: a payment and a payout travel through the Feennex
 * adapter over real HTTP to a simulator that knows nothing of the adapter. Each step is checked; the first one that
 * does not hold ends the story with exit code 1.
 */
import { Feennex } from "@switchyard/feennex"
import * as Sandbox from "@switchyard/sandbox/Sandbox"
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Redacted from "effect/Redacted"
import { listen } from "./story/callbacks.ts"
import { sandboxClock } from "./story/clock.ts"
import * as Narrator from "./story/narrator.ts"
import { paymentStory } from "./story/payment.ts"
import { payoutStory } from "./story/payout.ts"

const secret = "sandbox_secret"

/** Tells the whole story to `print`; fails when a step does not hold. */
export const story = Effect.fnUntraced(function* (print: (line: string) => void) {
  const sandbox = yield* Effect.acquireRelease(
    Effect.promise(() => Sandbox.start({ feennex: { shops: [{ id: "112", secret }] } })),
    ({ close }) => Effect.promise(close)
  )
  const inbox = yield* listen
  const narrator = Narrator.make(print, sandbox.feennex.admin)

  narrator.say(`A simulated Feennex listens on ${sandbox.feennex.url}; callbacks come to ${inbox.url}.`)
  const feennex = yield* Feennex.make({
    baseUrl: sandbox.feennex.url,
    shopId: 112,
    shopCurrency: "USD",
    secretKey: Redacted.make(secret),
    payways: {
      payouts: { card: { USD: "card_usd" } },
      payments: { bank_transfer: { RUB: "bank_h2h_rub" } }
    },
    callbackBaseUrl: inbox.url
  })

  const world = { ...feennex, sandbox, inbox, narrator }
  yield* Effect.provideService(
    Effect.andThen(paymentStory(world), payoutStory(world)),
    Clock.Clock,
    sandboxClock(sandbox.clock)
  )
  narrator.say("\nEvery step held: one payment credited once, one payout paid once.")
})

if (import.meta.main) {
  const exit = await Effect.runPromiseExit(Effect.scoped(story((line) => console.log(line))))
  if (Exit.isFailure(exit)) {
    console.error(`\nThe story broke off: ${Cause.pretty(exit.cause)}`)
    process.exitCode = 1
  }
}
