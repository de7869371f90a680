/**
 * The manifest of an account: facts that code cannot show, each with its source. A key is remembered for 24 hours at the least,
 * refusals and errors with it (idempotent requests); lists are consistent (v2 overview); nothing refuses a repeated reference.
 */
import type { Manifest, Route } from "@switchyard/core/Capabilities"
import type { Duplicates } from "@switchyard/core/Settling"
import { connectedAccount } from "../StripeClient.ts"
import { isConfirming, isHeldBy, type Method, methodsOf, type Options } from "../StripeOptions.ts"
import { limits } from "./money.ts"

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

// An hour less than the documents promise.
const replayed: Duplicates = {
  kind: "replayed",
  withinMillis: 23 * hour,
  replayAfterMillis: minute,
  refusals: "stored"
}

// Lists are consistent, but a request may go on at Stripe for some time after nobody waits for it any more.
const lookUp = { by: "reference", foundAfterMillis: minute } as const

const shared = ({ webhookSecrets }: Options) =>
  ({
    context: [connectedAccount],
    statusReads: { spacingMillis: 5_000, polling: "free" },
    callbacks: webhookSecrets === undefined ? "hint" : "verified"
  }) satisfies Partial<Manifest>

// An intent has no page of its own: Stripe's software is told by its program where to go on, and writes to nobody.
const ignored: Readonly<Record<Method["through"], ReadonlyArray<string>>> = {
  intent: ["payerEmail", "successUrl", "failedUrl"],
  confirm: ["payerEmail", "failedUrl"],
  checkout: []
}

/** The manifest of payments. Of what is held there is one capture, and what was captured is not canceled any more. */
export const paymentManifest = (options: Options): Manifest => ({
  ...shared(options),
  routes: Object.entries(methodsOf(options)).map(
    ([name, method]): Route => ({
      method: name,
      currencies: options.currencies,
      ...limits(options.currencies),
      captureMethods: isHeldBy(method) ? ["automatic", "manual"] : ["automatic"],
      ignores: ignored[method.through]
    })
  ),
  duplicates: { create: replayed, capture: replayed, cancel: replayed },
  lookUp: { create: lookUp, capture: lookUp, cancel: lookUp },
  captures: { several: false, ofCaptured: "refused" },
  states: { captured: "sum", refunded: "parts", disputed: "parts" },
  // A read by the id is of the object itself, but a confirmation may still be on its way.
  ...(isConfirming(options) && {
    stages: { create: { abandonAfter: { afterMillis: 2 * minute, answers: 2, spacingMillis: 10_000 } } }
  }),
  // Networks take disputes of cards for so long; a page that has failed is believed for a month.
  finality: { paidMayChangeForMillis: 540 * day, failedMayChangeForMillis: 30 * day }
})

/** The manifest of refunds, of payments by any way. A bank may send one back for thirty days. */
export const refundManifest = (options: Options): Manifest => ({
  ...shared(options),
  routes: Object.keys(methodsOf(options)).map((method) => ({
    method,
    currencies: options.currencies,
    ...limits(options.currencies),
    takes: ["reason"]
  })),
  duplicates: { create: replayed },
  lookUp: { create: lookUp },
  finality: { paidMayChangeForMillis: 60 * day, failedMayChangeForMillis: 30 * day }
})

/** The manifest of payouts: to bank accounts and debit cards of the account's own, each named by its token. */
export const payoutManifest = (options: Options): Manifest => ({
  ...shared(options),
  routes: [
    {
      method: "token",
      schemes: ["bank_account", "card"],
      currencies: options.currencies,
      ...limits(options.currencies, true),
      ignores: ["destination.holder", "destination.bank"]
    }
  ],
  duplicates: { create: replayed },
  lookUp: { create: lookUp },
  finality: { paidMayChangeForMillis: 30 * day, failedMayChangeForMillis: 30 * day }
})
