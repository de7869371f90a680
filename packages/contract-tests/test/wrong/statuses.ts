/** Wrong adapters that misread or remember statuses. */
import type { Failure } from "@switchyard/core/Failure"
import type { Payment } from "@switchyard/core/Payment"
import type { Payout } from "@switchyard/core/Payout"
import * as PayoutProvider from "@switchyard/core/PayoutProvider"
import { ReadFailed } from "@switchyard/core/ProviderError"
import * as Effect from "effect/Effect"
import { detailsOf, onPaymentRead, type Wrong } from "./wrong.ts"

const onRead =
  (change: (payout: Payout) => Payout) =>
  (spi: PayoutProvider.Spi): PayoutProvider.Spi => ({
    ...spi,
    getByReference: (reference, finding) => Effect.map(spi.getByReference!(reference, finding), change),
    getByProviderReference: (providerReference, reference, finding) =>
      Effect.map(spi.getByProviderReference!(providerReference, reference, finding), change)
  })

const unlisted = "UnrecognisedAnswer"

const ofFailure =
  (change: (failure: Failure) => Failure) =>
  <A extends { readonly failure?: Failure }>(reported: A): A =>
    reported.failure === undefined ? reported : { ...reported, failure: change(reported.failure) }

export const statuses: ReadonlyArray<Wrong> = [
  {
    name: "returned-is-failed",
    mistake: "calls a payout that came back failed, as if it had never gone out",
    kind: "payouts",
    breaks: ["status/documented"],
    parts: () => ({
      payouts: onRead((payout) => (payout.status === "returned" ? { ...payout, status: "failed" } : payout))
    })
  },
  {
    name: "bounce-is-failed",
    mistake: "calls a payout that is on its way back failed, though its provider may send it again",
    kind: "payouts",
    breaks: ["status/documented"],
    parts: () => ({
      payouts: onRead((payout) => (payout.status === "returning" ? { ...payout, status: "failed" } : payout))
    })
  },
  {
    name: "swallows-a-payouts-bounce",
    mistake: "takes a payout that was paid for over, and reads no more of it",
    kind: "payouts",
    breaks: ["status/fresh"],
    parts: () => {
      const over = new Map<string, Payout>()
      return {
        payouts: onRead((payout) => {
          const known = over.get(payout.reference)
          if (known !== undefined) return known
          if (payout.status === "paid") over.set(payout.reference, payout)
          return payout
        })
      }
    }
  },
  {
    name: "gives-no-reason",
    mistake: "takes the empty reason of an answer for the reason",
    kind: "payouts",
    breaks: ["status/says-why"],
    parts: () => ({
      payouts: onRead((payout) =>
        payout.failure === undefined ? payout : { ...payout, failure: { ...payout.failure, message: "" } }
      )
    })
  },
  {
    name: "calls-any-late-code-retryable",
    mistake: "takes a code that it does not know for one that will pass",
    kind: "payouts",
    breaks: ["status/unlisted-code", "status/why"],
    parts: () => ({
      payouts: onRead(ofFailure((failure) => (failure.reason === unlisted ? { ...failure, again: "later" } : failure)))
    })
  },
  {
    name: "calls-a-decline-retryable",
    mistake: "gives every failure the same advice",
    kind: "payments",
    breaks: ["status/why"],
    parts: () => ({
      payments: onPaymentRead(
        ofFailure((failure) => (failure.reason === "Declined" ? { ...failure, again: "later" } : failure))
      )
    })
  },
  {
    name: "blames-the-provider",
    mistake: "says of every failure that the provider decided it",
    kind: "payouts",
    breaks: ["status/why"],
    parts: () => ({ payouts: onRead(ofFailure((failure) => ({ ...failure, by: "provider" }))) })
  },
  {
    name: "drops-the-provider-code",
    mistake: "tells our reason, and the provider's code never",
    kind: "payouts",
    breaks: ["status/own-code"],
    parts: () => ({ payouts: onRead(ofFailure(({ providerCode: _, ...failure }) => failure)) })
  },
  {
    name: "drops-the-code-of-the-scheme",
    mistake: "reads the provider's own members alone",
    kind: "payments",
    breaks: ["status/own-code"],
    parts: () => ({ payments: onPaymentRead(ofFailure(({ scheme: _, ...failure }) => failure)) })
  },
  {
    name: "says-that-everything-waits-for-the-provider",
    mistake: "fills in whom an operation waits for where the answer does not say it",
    kind: "payouts",
    breaks: ["status/waits-for"],
    parts: () => ({ payouts: onRead((payout) => ({ ...payout, waitingFor: payout.waitingFor ?? "provider" })) })
  },
  {
    name: "waits-after-the-end",
    mistake: "shows whom it waited for once it has ended",
    kind: "payouts",
    breaks: ["status/waits-for"],
    parts: () => {
      const last = new Map<string, Payout>()
      return {
        payouts: onRead((payout) => {
          const waitingFor = payout.waitingFor ?? last.get(payout.reference)?.waitingFor
          const shown = waitingFor === undefined ? payout : { ...payout, waitingFor }
          last.set(payout.reference, shown)
          return shown
        })
      }
    }
  },
  {
    name: "waits-after-a-failure",
    mistake: "shows whom a payment waited for when it failed",
    kind: "payments",
    breaks: ["status/waits-for"],
    parts: () => {
      const last = new Map<string, Payment>()
      return {
        payments: onPaymentRead((payment) => {
          const waitingFor = payment.status === "failed" ? last.get(payment.reference)?.waitingFor : undefined
          last.set(payment.reference, payment)
          return waitingFor === undefined ? payment : { ...payment, waitingFor }
        })
      }
    }
  },
  {
    name: "unknown-status-is-failed",
    mistake: "maps a status it does not know to failed",
    kind: "payouts",
    breaks: ["status/undocumented"],
    parts: () => ({
      payouts: onRead((payout) => (payout.status === "unrecognised" ? { ...payout, status: "failed" } : payout))
    })
  },
  {
    name: "unknown-status-is-pending",
    mistake: "has a default in its status table",
    kind: "payouts",
    breaks: ["status/undocumented"],
    parts: () => ({
      payouts: onRead((payout) => (payout.status === "unrecognised" ? { ...payout, status: "processing" } : payout))
    })
  },
  {
    name: "keeps-quiet-about-the-unknown",
    mistake: "notes no anomaly",
    kind: "payouts",
    breaks: ["status/unknown-is-noted"],
    parts: () => ({ payouts: onRead((payout) => ({ ...payout, anomalies: [] })) })
  },
  {
    name: "remembers-what-was-final",
    mistake: "keeps the first final status it has read",
    kind: "payouts",
    breaks: ["status/fresh"],
    parts: () => {
      const final = new Map<string, Payout>()
      return {
        payouts: onRead((payout) => {
          const known = final.get(payout.reference)
          if (known !== undefined) return known
          if (payout.status === "paid" || payout.status === "failed") final.set(payout.reference, payout)
          return payout
        })
      }
    }
  },
  {
    name: "makes-sure-by-creating",
    mistake: "sends the create once more before it reads, because duplicates are refused anyway",
    kind: "payouts",
    breaks: ["status/read-changes-nothing"],
    parts: () => {
      const creates = new Map<string, Effect.Effect<unknown, unknown>>()
      return {
        payouts: (spi) => ({
          ...spi,
          create: (request, options) => {
            const send = spi.create(request, options)
            creates.set(request.reference, send)
            return send
          },
          getByProviderReference: (providerReference, reference, finding) =>
            Effect.andThen(
              Effect.ignore(creates.get(reference) ?? Effect.void),
              spi.getByProviderReference!(providerReference, reference, finding)
            )
        })
      }
    }
  },
  {
    name: "reads-as-fast-as-it-can",
    mistake: "keeps no distance between reads",
    kind: "payouts",
    breaks: ["time/spacing"],
    parts: () => {
      let get: PayoutProvider.Service["get"] | undefined
      return {
        payouts: (spi) => {
          const statusReads = { ...spi.manifest.statusReads, spacingMillis: 0 }
          get = PayoutProvider.make({ ...spi, manifest: { ...spi.manifest, statusReads } }).get
          return spi
        },
        payoutService: (service) => ({ ...service, get: get ?? service.get })
      }
    }
  },
  {
    name: "one-distance-for-all",
    mistake: "keeps the distance between any two reads, not between two reads of one payout",
    kind: "payouts",
    breaks: ["time/after-spacing"],
    parts: () => ({
      payouts: (spi) => {
        let last = 0
        return {
          ...spi,
          getByProviderReference: (providerReference, reference, finding) =>
            Effect.clockWith((clock) => {
              const now = clock.currentTimeMillisUnsafe()
              const isEarly = now - last < spi.manifest.statusReads.spacingMillis
              last = now
              return isEarly
                ? Effect.fail(
                    new ReadFailed({ provider: "memory", operation: "payouts.get", reason: "RateLimited", message: "" })
                  )
                : spi.getByProviderReference!(providerReference, reference, finding)
            })
        }
      }
    })
  },
  {
    name: "drops-retry-after",
    mistake: "does not tell how long the provider asked to wait",
    kind: "payouts",
    breaks: ["time/retry-after"],
    parts: () => ({
      payouts: (spi) => ({
        ...spi,
        getByProviderReference: (providerReference, reference, finding) =>
          Effect.catchTag(spi.getByProviderReference!(providerReference, reference, finding), "ReadFailed", (error) =>
            Effect.fail(new ReadFailed(detailsOf(error)))
          )
      })
    })
  },
  {
    name: "renews-a-passed-deadline",
    mistake: "takes a deadline in the past for a mistake and uses the default",
    kind: "payouts",
    breaks: ["time/deadline-passed"],
    parts: () => ({
      payoutService: (service) => ({
        ...service,
        create: (request, options) =>
          Effect.clockWith((clock) => {
            const deadline = options?.deadline
            const isPassed = deadline !== undefined && deadline.epochMilliseconds <= clock.currentTimeMillisUnsafe()
            return service.create(request, isPassed ? {} : options)
          })
      })
    })
  },
  {
    name: "speaks-only-our-words",
    mistake: "tells our status twice, and the provider's never",
    kind: "payouts",
    breaks: ["status/own-word"],
    parts: () => ({ payouts: onRead((payout) => ({ ...payout, providerStatus: payout.status })) })
  }
]
