/**
 * The adapter and the simulator under the contract suite. Finished as it is: what is particular to __Vendor__
 * stands in `simulator.ts`, and the account that the adapter is configured with in `account.ts`.
 */
import { Harness, ManualClock } from "@switchyard/contract-tests"
import { Callbacks } from "@switchyard/core/Callback"
// if payments
import { PaymentProvider } from "@switchyard/core/PaymentProvider"
// end
// if payouts
import { PayoutProvider } from "@switchyard/core/PayoutProvider"
// end
import { Transport } from "@switchyard/core/Transport"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as __Vendor__ from "../../src/__Vendor__.ts"
import { options, secrets } from "./account.ts"
import * as Simulator from "./simulator.ts"
import * as Line from "./line.ts"

const { callbackKey: _, ...withoutCallbackKey } = options

// Everything happens in this process: after so long in real time, what still runs waits for the clock.
const patience = Effect.promise(() => new Promise((resolve) => setTimeout(resolve, 100)))

const make = (kind: Simulator.Kind) => {
  const { advance, clock } = ManualClock.make()
  const simulator = Simulator.make(kind)
  const line = Line.make(clock, simulator)
  let used = 0
  // A simulator that is not finished must be heard, not taken for a lost connection.
  const ask = <A>(question: () => A) =>
    Effect.sync(() => {
      line.complain()
      return question()
    })
  const withoutSecret = Effect.map(__Vendor__.make(withoutCallbackKey), ({ [kind]: { capabilities }, parseCallback }) => ({
    capabilities,
    parseCallback
  }))
  const harness: Harness.Service = {
    clock,
    advance,
    patience,
    reference: Effect.sync(() => {
      used += 1
      return `ref-${used}`
    }),
    secrets,
    fault: (operation, fault, after) => Effect.sync(() => line.fault(operation, fault, after)),
    get options() {
      return simulator.options
    },
    get varies() {
      return simulator.varies
    },
    underId: (genuine, id) => {
      line.complain()
      return simulator.underId(genuine, id)
    },
    get refusals() {
      return simulator.refusals
    },
    get answers() {
      return simulator.answers
    },
    get repeatsReference() {
      return simulator.repeatsReference
    },
    connecting: ask(line.connecting),
    received: ask(line.received),
    requests: ask(line.requests),
    held: ask(simulator.held),
    paid: ask(simulator.paid),
    get statuses() {
      return simulator.statuses
    },
    get unknownStatus() {
      return simulator.unknownStatus
    },
    get failures() {
      return simulator.failures
    },
    get waits() {
      return simulator.waits
    },
    get payerAsks() {
      return simulator.payerAsks
    },
    settle: (reference, word) => ask(() => simulator.settle(reference, word)),
    get callbackStatuses() {
      return simulator.callbackStatuses
    },
    callback: (reference, changes) => ask(() => simulator.callback(reference, changes)),
    get callbackKinds() {
      return simulator.callbackKinds
    },
    withoutSecret,
    misconfigured: [
      {
        what: "a host without https",
        build: __Vendor__.make({ ...options, baseUrl: "http://example.com" }),
        messageContains: ["baseUrl", "https"]
      },
      {
        what: "an account without a name",
        build: __Vendor__.make({ ...options, account: "" }),
        messageContains: ["account"]
      }
    ]
  }
  return Effect.map(__Vendor__.make(options), (built) => ({
    ...built,
    context: Context.make(Harness.Harness, harness).pipe(
      Context.add(Transport, line.transport),
      Context.add(Callbacks, { provider: "__vendor__", parseCallback: built.parseCallback })
    )
  }))
}
// if payments

/** Payments, and a simulator that holds nothing yet. */
export const payments = Layer.effectContext(
  Effect.map(
    Effect.suspend(() => make("payments")), (built) => Context.add(built.context, PaymentProvider, built.payments))
)
// end
// if payouts

/** Payouts, and a simulator that holds nothing yet. */
export const payouts = Layer.effectContext(
  Effect.map(Effect.suspend(() => make("payouts")), (built) => Context.add(built.context, PayoutProvider, built.payouts))
)
// end
