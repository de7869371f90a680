/**
 * The adapter and its far side in the hands of the contract suite. Finished as it is: what is particular to __Vendor__
 * stands in `farSide.ts`, and the account that the adapter is configured with in `account.ts`.
 */
import { Harness, ManualClock } from "@switchyard/contract-tests"
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
import * as FarSide from "./farSide.ts"
import * as Line from "./line.ts"

const { callbackKey: _, ...withoutCallbackKey } = options

// Everything happens in this process: after so long in real time, what still runs waits for the clock.
const patience = Effect.promise(() => new Promise((resolve) => setTimeout(resolve, 100)))

const make = (kind: FarSide.Kind) => {
  const { advance, clock } = ManualClock.make()
  const far = FarSide.make(kind)
  const line = Line.make(clock, far)
  let used = 0
  // A far side that is not finished must be heard, not taken for a lost connection.
  const ask = <A>(question: () => A) =>
    Effect.sync(() => {
      line.complain()
      return question()
    })
  const withoutSecret = Effect.map(__Vendor__.make(withoutCallbackKey), (built) => built[kind])
  const harness: Harness.Service = {
    clock,
    advance,
    patience,
    reference: Effect.sync(() => {
      used += 1
      return `ref-${used}`
    }),
    secrets,
    fault: (operation, fault) => Effect.sync(() => line.fault(operation, fault)),
    get options() {
      return far.options
    },
    get varies() {
      return far.varies
    },
    underId: (genuine, id) => {
      line.complain()
      return far.underId(genuine, id)
    },
    get refusals() {
      return far.refusals
    },
    get answers() {
      return far.answers
    },
    get repeatsReference() {
      return far.repeatsReference
    },
    connecting: ask(line.connecting),
    received: ask(line.received),
    requests: ask(line.requests),
    held: ask(far.held),
    paid: ask(far.paid),
    get statuses() {
      return far.statuses
    },
    get unknownStatus() {
      return far.unknownStatus
    },
    settle: (reference, word) => ask(() => far.settle(reference, word)),
    get callbackStatuses() {
      return far.callbackStatuses
    },
    callback: (reference, changes) => ask(() => far.callback(reference, changes)),
    withoutSecret,
    misconfigured: [
      {
        what: "a host without https",
        build: __Vendor__.make({ ...options, baseUrl: "http://example.com" }),
        says: ["baseUrl", "https"]
      },
      { what: "an account without a name", build: __Vendor__.make({ ...options, account: "" }), says: ["account"] }
    ]
  }
  return Effect.map(__Vendor__.make(options), (built) => ({
    ...built,
    context: Context.make(Harness.Harness, harness).pipe(Context.add(Transport, line.transport))
  }))
}
// if payments

/** Payments, and a far side that holds nothing yet. */
export const payments = Layer.effectContext(
  Effect.map(
    Effect.suspend(() => make("payments")), (built) => Context.add(built.context, PaymentProvider, built.payments))
)
// end
// if payouts

/** Payouts, and a far side that holds nothing yet. */
export const payouts = Layer.effectContext(
  Effect.map(Effect.suspend(() => make("payouts")), (built) => Context.add(built.context, PayoutProvider, built.payouts))
)
// end
