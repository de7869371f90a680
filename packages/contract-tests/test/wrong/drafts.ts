/** Wrong adapters that read drafts and declined payments as something else, act on them too soon, or tell of them what is secret. */
import { NotFound } from "@switchyard/core/ProviderError"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { abandoning, creating, inDrafts, onDraft, onRead, preparing, stating } from "./staged.ts"
import type { Wrong } from "./wrong.ts"

export const drafts: ReadonlyArray<Wrong> = [
  {
    name: "calls-an-unfunded-draft-not-found",
    mistake: "takes a payout that was never funded for none",
    kind: "payouts",
    breaks: [
      "stages/abandon",
      "stages/generations",
      "stages/lag",
      "stages/uncommitted",
      "status/documented",
      "status/fresh",
      "status/own-word",
      "status/waits-for"
    ],
    parts: () =>
      inDrafts({
        payouts: (spi) => ({
          ...spi,
          getByProviderReference: (id, reference) =>
            Effect.flatMap(spi.getByProviderReference!(id, reference), (payout) =>
              payout.status === "uncommitted"
                ? Effect.fail(
                    new NotFound({
                      provider: "memory",
                      operation: "payouts.get",
                      reference: payout.reference,
                      message: "it was never funded"
                    })
                  )
                : Effect.succeed(payout)
            )
        })
      })
  },
  {
    name: "reads-waiting-as-canceled",
    mistake: "takes a payout that nobody has funded for one that will never be paid",
    kind: "payouts",
    breaks: ["stages/abandon", "stages/generations", "stages/lag", "stages/uncommitted", "status/documented"],
    parts: () =>
      inDrafts({
        payouts: onRead((payout) => (payout.status === "uncommitted" ? { ...payout, status: "canceled" } : payout))
      })
  },
  {
    name: "acts-on-uncommitted-at-once",
    mistake: "declares that one `uncommitted` is enough, though look-ups lag",
    kind: "payouts",
    breaks: ["stages/lag"],
    parts: () =>
      inDrafts({
        payouts: stating((create) => ({
          ...create,
          abandonAfter: { afterMillis: 0, answers: 1, spacingMillis: 0 }
        }))
      })
  },
  {
    name: "knows-better-than-the-look-up",
    mistake: "calls processing what it remembers to have committed, whatever a look-up says",
    kind: "payouts",
    breaks: ["stages/lag", "status/documented"],
    parts: () => {
      const committed = new Set<string>()
      return inDrafts({
        payouts: (spi) =>
          onRead((payout) =>
            committed.has(payout.reference) && payout.status === "uncommitted"
              ? { ...payout, status: "processing" }
              : payout
          )({
            ...spi,
            create: (request, options) => {
              committed.add(request.reference)
              return spi.create(request, options)
            }
          })
      })
    }
  },
  {
    name: "calls-a-declined-payment-failed",
    mistake: "takes a declined payment for the end, though its payer may try again",
    kind: "payments",
    breaks: ["stages/abandon", "stages/uncommitted", "status/documented"],
    parts: () => ({
      declined: "payable",
      payments: (spi) => ({
        ...spi,
        getByReference: (reference, finding) =>
          Effect.map(spi.getByReference!(reference, finding), (payment) =>
            payment.status === "declined" ? { ...payment, status: "failed" } : payment
          ),
        getByProviderReference: (id, reference) =>
          Effect.map(spi.getByProviderReference!(id, reference), (payment) =>
            payment.status === "declined" ? { ...payment, status: "failed" } : payment
          )
      })
    })
  },
  {
    name: "stores-its-key",
    mistake: "keeps the key of its account in what is stored before a commit",
    kind: "payouts",
    breaks: ["stages/redaction"],
    parts: () =>
      inDrafts({
        payouts: preparing(
          (prepare) => (request, options) =>
            Effect.map(prepare(request, options), (fresh) => ({
              ...fresh,
              state: Redacted.make(Redacted.value(fresh.state).replace(/\}$/, `,"key":"memory_secret_key"}`))
            }))
        )
      })
  },
  {
    name: "logs-what-it-prepares",
    mistake: "logs each draft, with its payee",
    kind: "payouts",
    breaks: ["redaction/telemetry", "stages/redaction"],
    parts: () =>
      inDrafts({
        exchange: onDraft((send, request) => Effect.andThen(Effect.logInfo(request.body), send))
      })
  },
  {
    name: "logs-what-it-abandons",
    mistake: "logs each abandonment, with how it was signed",
    kind: "payouts",
    breaks: ["redaction/sends", "stages/redaction"],
    parts: () =>
      inDrafts({
        payouts: abandoning(
          (abandon) => (request, options) =>
            Effect.andThen(Effect.logInfo(`${Redacted.value(request.recipientEmail!)}`), abandon(request, options))
        )
      })
  },
  {
    name: "asks-a-hook-for-nothing",
    mistake: "runs a hook though nothing was prepared, so that a draft is stored that is none",
    kind: "payouts",
    breaks: ["stages/undeclared"],
    parts: () => ({
      payoutService: creating((create) => (request, options = {}) => {
        const { beforeCommit } = options
        if (beforeCommit === undefined) return create(request, options)
        return Effect.andThen(Effect.ignore(beforeCommit({ state: Redacted.make("{}") })), create(request, options))
      })
    })
  }
]
