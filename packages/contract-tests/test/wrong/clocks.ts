/** Wrong adapters that make something of the time: of their own clock, of their own zone, or of nobody's asking. */
import * as Failure from "@switchyard/core/Failure"
import type { Payment } from "@switchyard/core/Payment"
import type * as PaymentProvider from "@switchyard/core/PaymentProvider"
import type { Payout } from "@switchyard/core/Payout"
import type * as PayoutProvider from "@switchyard/core/PayoutProvider"
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import { on, onPaymentRead, onPayoutRead, type Wrong } from "./wrong.ts"

const day = 86_400_000

const ageOf = Effect.fnUntraced(function* ({ createdAt }: Pick<Payment | Payout, "createdAt">) {
  return createdAt === undefined ? 0 : (yield* Clock.currentTimeMillis) - DateTime.toEpochMillis(createdAt)
})

const onOld =
  (change: (payment: Payment) => Payment) =>
  (spi: PaymentProvider.Spi): PaymentProvider.Spi => {
    const changed = (payment: Payment) => Effect.map(ageOf(payment), (age) => (age > day ? change(payment) : payment))
    return {
      ...spi,
      getByReference: (reference, finding) => Effect.flatMap(spi.getByReference!(reference, finding), changed),
      getByProviderReference: (id, reference, finding) =>
        Effect.flatMap(spi.getByProviderReference!(id, reference, finding), changed)
    }
  }

const failure = Failure.make("Expired", { message: "too old" })

// What its list is cut at is so much earlier than it should be.
const cutEarlier =
  (millis: number) =>
  (spi: PayoutProvider.Spi): PayoutProvider.Spi => ({
    ...spi,
    getByReference: (reference, finding) =>
      spi.getByReference!(reference, {
        ...finding,
        ...(finding?.sentUntil && { sentUntil: DateTime.subtract(finding.sentUntil, { milliseconds: millis }) })
      })
  })

const local = (at: DateTime.Utc): DateTime.Utc => DateTime.add(at, { hours: 3 })

export const clocks: ReadonlyArray<Wrong> = [
  {
    name: "expires-by-its-own-clock",
    mistake: "calls a payment expired after a day, because nobody pays later than that",
    kind: "payments",
    breaks: ["time/own-clock"],
    parts: () => ({
      payments: onOld((payment) => (payment.status === "awaiting_payer" ? { ...payment, status: "expired" } : payment))
    })
  },
  {
    name: "fails-what-is-old",
    mistake: "calls a payout failed that has been on its way for three days",
    kind: "payouts",
    breaks: ["time/own-clock"],
    parts: () => ({
      payouts: (spi) => {
        const changed = (payout: Payout) =>
          Effect.map(
            ageOf(payout),
            (age): Payout =>
              age > 3 * day && payout.status === "processing" ? { ...payout, status: "failed", failure } : payout
          )
        return {
          ...spi,
          getByReference: (reference, finding) => Effect.flatMap(spi.getByReference!(reference, finding), changed),
          getByProviderReference: (id, reference, finding) =>
            Effect.flatMap(spi.getByProviderReference!(id, reference, finding), changed)
        }
      }
    })
  },
  {
    name: "reads-when-it-was-made-in-its-own-zone",
    mistake: "reads the provider's time without a zone as one of its own zone",
    kind: "payouts",
    breaks: ["time/made-at"],
    parts: () => ({
      payouts: onPayoutRead(({ createdAt, ...payout }) =>
        createdAt === undefined ? payout : { ...payout, createdAt: local(createdAt) }
      )
    })
  },
  {
    name: "reads-when-a-hold-ends-in-its-own-zone",
    mistake: "reads until when a payment can be captured as a time of its own zone",
    kind: "payments",
    breaks: ["time/held-until"],
    parts: () => ({
      holdsForMillis: 7 * day,
      payments: onPaymentRead(({ captureBefore, ...payment }) =>
        captureBefore === undefined ? payment : { ...payment, captureBefore: local(captureBefore) }
      )
    })
  },
  {
    name: "asks-the-list-since-a-local-hour",
    mistake: "asks for a list from the moment of the send on, in its own zone",
    kind: "payouts",
    breaks: ["identity/sent-after"],
    parts: () => ({
      lookUp: "list",
      payouts: (spi) => ({
        ...spi,
        getByReference: (reference, finding) =>
          spi.getByReference!(reference, {
            ...finding,
            ...(finding?.sentAfter && { sentAfter: local(finding.sentAfter) })
          })
      })
    })
  },
  {
    name: "asks-the-list-to-the-last-send",
    mistake: "asks for a list up to the last moment of the send, as if nothing were made after that",
    kind: "payouts",
    breaks: ["identity/sent-until"],
    parts: () => ({ lookUp: "list", payouts: cutEarlier(120_000) })
  },
  {
    name: "cuts-the-list-before-not-found-is-final",
    mistake: "asks for a list up to a minute after the send, where 'not found' is believed only a minute after it",
    kind: "payouts",
    breaks: ["identity/sent-until"],
    parts: () => ({ lookUp: "list", payouts: cutEarlier(60_000) })
  },
  {
    name: "asks-again-by-itself",
    mistake: "goes on asking for the status of what it has sent, in the background, until it is known",
    kind: "payouts",
    breaks: ["time/unasked"],
    parts: () => ({
      payouts: (spi) => ({
        ...spi,
        create: (request, options) =>
          Effect.tap(spi.create(request, options), (outcome) =>
            outcome._tag === "Accepted"
              ? Effect.forkDetach(
                  Effect.repeat(
                    Effect.andThen(
                      Effect.sleep("5 minutes"),
                      Effect.ignore(spi.getByReference!(request.reference, {}))
                    ),
                    { times: 10 }
                  )
                )
              : Effect.void
          )
      })
    })
  },
  {
    name: "waits-for-ever-for-a-read",
    mistake: "has a deadline for what it sends, and none for what it reads",
    kind: "payouts",
    breaks: ["time/read-deadline"],
    parts: () => ({
      exchange: on(["/payouts/get"])((_, request, exchange) =>
        exchange(request, DateTime.makeUnsafe(Number.MAX_SAFE_INTEGER / 2))
      )
    })
  }
]
