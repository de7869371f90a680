/**
 * Two payment providers behind one facade, in five steps: a payout through the P2P platform, one through Feennex
 * after a change of the config alone, a refusal, a failover, and an answer that is lost on its way back. The providers
 * are the simulators of `@switchyard/sandbox`, so that no account is needed and no money moves. Each step is checked
 * against what the simulators really paid; the first that does not hold ends the story, with exit code 1.
 */
import { readFileSync } from "node:fs"
import { type Config, Payouts, Switchyard } from "@switchyard/facade"
import { Sandbox } from "@switchyard/sandbox"
import { Effect } from "effect"

// Which providers there are, and who is tried for a payout. No line below imports a provider: the config names them.
const config: Config.ConfigInput = JSON.parse(readFileSync(new URL("../switchyard.json", import.meta.url), "utf8"))
const feennexOnly: Config.ConfigInput = { ...config, routes: { payouts: [{ try: ["feennex"] }] } }
const p2pThenFeennex: Config.ConfigInput = { ...config, routes: { payouts: [{ try: ["p2p", "feennex"] }] } }

// How the application pays, whoever the provider is. The type of `create` says how that can end: with one of the values
// `Accepted` and `OutcomeUnknown`, or with the error `CreateFailed`, which is the proof that nothing was done.
const pay = Effect.fnUntraced(function* (reference: string) {
  const { payouts } = yield* Switchyard.Switchyard
  const request = yield* Payouts.decodeRequest({
    reference, // our own id, at every provider
    amount: { value: "1500.00", currency: "RUB" },
    destination: { type: "card", number: "4111111111111111" },
    recipientEmail: "recipient@shop.example"
  })
  return yield* payouts.create(request)
})

// How it finds out later what became of a payout, at the provider that may have it.
const lookUp = Effect.fnUntraced(function* (instance: string, reference: string) {
  const { payouts } = yield* Switchyard.Switchyard
  return yield* payouts.get(instance, { reference })
})

const step = (title: string) => console.log(`\n${title}`)

function check(what: string, holds: boolean): asserts holds {
  if (!holds) throw new Error(`this did not hold: ${what}`)
  console.log(`   ✓ ${what}`)
}

const story = Effect.gen(function* () {
  // Both simulators on free ports of this machine. They pay at once (Feennex calls that status 5), so nobody has to wait.
  const { feennex, p2p } = yield* Effect.acquireRelease(
    Effect.promise(() =>
      Sandbox.start({
        p2p: { plan: [{ status: "successful", after: 0 }] },
        feennex: { payoutPlan: [{ status: 5, after: 0 }] }
      })
    ),
    ({ close }) => Effect.promise(close)
  )
  // What the config takes by `$env`, because no secret stands in a file. These are the simulators' own.
  const env = {
    P2P_URL: p2p.url,
    P2P_API_KEY: "sandbox_api_key",
    P2P_SIGN_KEY: "sandbox_sign_key",
    FEENNEX_URL: feennex.url,
    FEENNEX_SECRET_KEY: "sandbox_secret"
  }
  const through = (chosen: Config.ConfigInput) => Effect.provide(Switchyard.layer(chosen, { env }))
  // Who has paid this by the simulators' ledgers, where no adapter has a say: a name for each time.
  const payers = (reference: string) =>
    Object.entries({ p2p, feennex })
      .flatMap(([name, { admin }]) => admin.ledger().flatMap((entry) => (entry.reference === reference ? name : [])))
      .join()

  console.log("Two providers, simulated, behind one facade. What was paid is read in their own ledgers.")

  step('1. The route in the config is "try": ["p2p"].')
  const first = yield* pay("payout-1").pipe(through(config))
  check("the outcome is Accepted", first._tag === "Accepted")
  check("paid once, by p2p", payers("payout-1") === "p2p")

  step('2. The route is "try": ["feennex"], and nothing else has changed.')
  const second = yield* pay("payout-2").pipe(through(feennexOnly))
  check("the outcome is Accepted", second._tag === "Accepted")
  check("paid once, by feennex", payers("payout-2") === "feennex")

  step("3. p2p refuses for lack of money, and nobody else is in the route.")
  const refusal = { kind: "error", message: "low balance" } as const
  p2p.admin.fault(refusal, { endpoint: "create_pay_out" })
  const refused = yield* pay("payout-3").pipe(
    through(config),
    Effect.catchTag("CreateFailed", ({ last }) => Effect.succeed(last))
  )
  check("CreateFailed was caught by its tag, and says: Rejected", refused._tag === "Rejected")
  check(`the reason, one of a closed list: ${refused.reason}`, refused.reason === "InsufficientFunds")
  check("nobody paid", payers("payout-3") === "")

  step('4. p2p refuses again, and the route is "try": ["p2p", "feennex"].')
  p2p.admin.fault(refusal, { endpoint: "create_pay_out" })
  const fourth = yield* pay("payout-4").pipe(through(p2pThenFeennex))
  const attempts = fourth.attempts.map(({ instance, outcome }) => `${instance} ${outcome}`).join(", ")
  check(`p2p provably did nothing, so feennex was asked: ${attempts}`, attempts === "p2p Rejected, feennex Accepted")
  check("paid once, by feennex", payers("payout-4") === "feennex")

  step('5. p2p pays, and its answer is lost on the way back; the route is still "try": ["p2p", "feennex"].')
  p2p.admin.fault({ kind: "resetAfter" }, { endpoint: "create_pay_out" })
  // An unknown outcome is a value, so that nothing which handles errors can send it again: this retry never sees it.
  const lost = yield* pay("payout-5").pipe(Effect.retry({ times: 3 }), through(p2pThenFeennex))
  check("the outcome is OutcomeUnknown, a value and not an error", lost._tag === "OutcomeUnknown")
  const asked = ({ admin }: typeof p2p | typeof feennex) => admin.journal({ reference: "payout-5" }).length
  check("p2p was asked once, feennex never", asked(p2p) === 1 && asked(feennex) === 0)
  // All that may follow is a look-up, by our own reference, at the provider that was asked.
  const found = yield* lookUp(lost.provider, lost.reference).pipe(through(p2pThenFeennex))
  check(`looked up at p2p by our reference: ${found.status}`, found.status === "paid")
  check("paid once, by p2p", payers("payout-5") === "p2p")
})

await Effect.runPromise(Effect.scoped(story))
console.log("\nEvery step held: nothing was paid twice, and nothing was lost.")
