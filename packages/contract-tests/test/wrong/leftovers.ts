/** Wrong adapters that leave something behind which can still be paid, and call it over. */
import * as Http from "@switchyard/core/Http"
import { NotExecuted, Rejected } from "@switchyard/core/ProviderError"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import {
  abandoning,
  creating,
  inDrafts,
  leftoverOf,
  onAbandon,
  onRead,
  preparing,
  refusalIn,
  stating
} from "./staged.ts"
import { detailsOf, resigned, type Wrong } from "./wrong.ts"

export const leftovers: ReadonlyArray<Wrong> = [
  {
    name: "calls-a-draft-inert",
    mistake: "takes what it has not committed for what nobody can commit",
    kind: "payouts",
    breaks: ["stages/leftover", "stages/prepare-moves-nothing"],
    parts: () => inDrafts({ payouts: stating((create) => ({ ...create, prepared: "inert" })) })
  },
  {
    name: "tries-a-lost-draft-again",
    mistake: "prepares once more when the first time was lost, and believes what it is told then",
    kind: "payouts",
    breaks: ["stages/leftover"],
    parts: () =>
      inDrafts({
        payouts: preparing(
          (prepare) => (request, options) => Effect.catch(prepare(request, options), () => prepare(request, options))
        )
      })
  },
  {
    name: "fails-over-while-a-draft-lives",
    mistake: "gives a refusal for what was refused, whatever is left of it",
    kind: "payouts",
    breaks: ["answers/message", "stages/commit-until", "stages/hook-first", "stages/leftover"],
    parts: () =>
      inDrafts({
        payoutService: creating(
          (create) => (request, options) =>
            Effect.flatMap(create(request, options), (outcome) => {
              if (outcome._tag === "Accepted" || outcome.refused === undefined) return Effect.succeed(outcome)
              return Effect.fail(refusalIn(outcome, outcome.refused))
            })
        )
      })
  },
  {
    name: "cleans-up-by-itself",
    mistake: "cancels what it has left, inside the create that nobody has written an abandonment down for",
    kind: "payouts",
    breaks: [
      "faults/connect-timeout",
      "faults/rate-limited",
      "faults/refused",
      "faults/unresolved",
      "outcome/refused-once",
      "stages/abandon",
      "stages/commit-once",
      "stages/generations",
      "stages/leftover",
      "stages/uncommitted"
    ],
    parts: () =>
      inDrafts({
        payoutService: creating(
          (create, { stages: { abandon } }) =>
            (request, options) =>
              Effect.tap(create(request, options), (outcome) => {
                if (outcome._tag === "Accepted" || outcome.reason !== "Leftover") return Effect.void
                const { providerReference } = outcome
                if (providerReference === undefined) return Effect.void
                return Effect.ignore(abandon(request, { providerReference, generation: 0 }))
              })
        )
      })
  },
  {
    name: "calls-its-own-stop-a-refusal",
    mistake: "gives what it has not committed as refused by the provider",
    kind: "payouts",
    breaks: ["faults/connect-timeout", "stages/commit-until", "stages/hook-first", "time/deadline-passed"],
    parts: () =>
      inDrafts({
        isOfficeClosed: true,
        payouts: stating((create) => ({ ...create, prepared: "inert" })),
        payoutService: creating(
          (create) => (request, options) =>
            Effect.catch(create(request, options), (error) =>
              Effect.fail(
                error._tag === "NotExecuted" && ["AnswerLost", "TimedOut"].includes(error.reason)
                  ? new Rejected(detailsOf(error))
                  : error
              )
            )
        )
      })
  },
  {
    name: "keeps-the-id-of-a-leftover",
    mistake: "does not tell under which id something is left",
    kind: "payouts",
    breaks: ["stages/commit-until", "stages/hook-first", "stages/leftover"],
    parts: () =>
      inDrafts({
        payoutService: creating(
          (create) => (request, options) =>
            Effect.map(create(request, options), (outcome) => {
              if (outcome._tag === "Accepted" || outcome.reason !== "Leftover") return outcome
              const { providerReference: _, ...rest } = outcome
              return Object.assign(Object.create(Object.getPrototypeOf(outcome)), rest)
            })
        )
      })
  },
  {
    name: "abandons-by-reference",
    mistake: "cancels by our reference, under which there may be several",
    kind: "payouts",
    breaks: ["stages/generations"],
    parts: () =>
      inDrafts({
        payouts: abandoning(
          (abandon) => (request, options) => abandon(request, { ...options, providerReference: request.reference })
        )
      })
  },
  {
    name: "needs-its-state-to-abandon",
    mistake: "takes the id of what it abandons out of what it has prepared",
    kind: "payouts",
    breaks: ["stages/abandon"],
    parts: () =>
      inDrafts({
        payouts: abandoning((abandon) => (request, options) => {
          const text = options.prepared && Redacted.value(options.prepared.state)
          const id = text === undefined ? undefined : /"id":"([^"]*)"/.exec(text)?.[1]
          return id === undefined
            ? Effect.fail(
                new NotExecuted({
                  provider: "memory",
                  operation: "payouts.abandon",
                  reason: "InvalidRequest",
                  message: "there is nothing to abandon"
                })
              )
            : abandon(request, { ...options, providerReference: id })
        })
      })
  },
  {
    name: "believes-its-own-abandonment",
    mistake: "calls canceled what it has asked to be canceled",
    kind: "payouts",
    breaks: ["stages/abandon"],
    parts: () => {
      const asked = new Set<string>()
      return inDrafts({
        payouts: (spi) => {
          const remembering = abandoning((abandon) => (request, options) => {
            asked.add(options.providerReference)
            return abandon(request, options)
          })
          const reading = onRead((payout) =>
            asked.has(payout.providerReference ?? "") ? { ...payout, status: "canceled" } : payout
          )
          return reading(remembering(spi))
        }
      })
    }
  },
  {
    name: "abandons-in-its-own-books",
    mistake: "takes 'no such payout' for the end of what it was to abandon, and remembers it as canceled",
    kind: "payouts",
    breaks: ["answers/other-status", "stages/abandon", "stages/generations", "stages/there"],
    parts: () => {
      const gone = new Set<string>()
      return inDrafts({
        payouts: (spi) => {
          const keeping = abandoning(
            (abandon) => (request, options) =>
              Effect.tap(abandon(request, options), ({ _tag: tag }) =>
                Effect.sync(() => void (tag === "Accepted" && gone.add(options.providerReference)))
              )
          )
          const reading = onRead((payout) =>
            gone.has(payout.providerReference ?? "") ? { ...payout, status: "canceled" } : payout
          )
          return reading(keeping(spi))
        },
        exchange: onAbandon((_, request, exchange, deadline) =>
          Effect.map(
            exchange(
              resigned(request, (body) => body.replace('"id":"', '"id":"not-')),
              deadline
            ),
            (result) => {
              if (result._tag !== "Answer" || !result.text.includes("no such payout")) return result
              const [, id] = /"id":"([^"]*)"/.exec(request.body) ?? []
              return new Http.Answer(200, result.headers, `{"ok":true,"data":{"asked":true,"id":"${id}"}}`)
            }
          )
        )
      })
    }
  },
  {
    name: "refuses-what-was-only-declined",
    mistake: "gives a declined transfer as refused, though it can still be paid",
    kind: "payments",
    breaks: [
      "answers/other-status",
      "faults/connect-timeout",
      "faults/cut-after-acting",
      "faults/cut-before-reading",
      "faults/html-502",
      "faults/rate-limited",
      "faults/redirect",
      "faults/refused",
      "faults/rubbish",
      "faults/slow",
      "faults/stall-after-acting",
      "faults/stall-without-acting",
      "faults/truncated",
      "faults/undocumented",
      "faults/unknown-answer",
      "faults/unresolved",
      "redaction/sends",
      "stages/abandon",
      "stages/leftover",
      "answers/page"
    ],
    parts: () => ({
      declined: "payable",
      paymentService: (service) => ({
        ...service,
        create: (request, options) =>
          Effect.flatMap(service.create(request, options), (outcome) => {
            if (outcome._tag === "Accepted" || outcome.refused === undefined) return Effect.succeed(outcome)
            if (request.method !== "bank_transfer") return Effect.succeed(outcome)
            return Effect.fail(refusalIn(outcome, outcome.refused))
          })
      })
    })
  },
  {
    name: "leaves-what-it-never-made",
    mistake: "calls every refusal a leftover, though it prepares nothing and nothing of it can be paid",
    kind: "payouts",
    breaks: [
      "answers/listed",
      "faults/connect-timeout",
      "faults/refused",
      "faults/unresolved",
      "outcome/refusals",
      "time/deadline-passed"
    ],
    parts: () => ({
      payoutService: creating(
        (create) => (request, options) =>
          Effect.catch(create(request, options), (error) =>
            error._tag === "NotExecuted" && error.issues !== undefined
              ? Effect.fail(error)
              : Effect.succeed(leftoverOf(request.reference, error))
          )
      )
    })
  },
  {
    name: "abandons-what-no-document-allows",
    mistake: "offers no abandonment, and cancels when it is asked for one",
    kind: "payouts",
    breaks: ["stages/undeclared"],
    parts: () => ({
      payoutService: (service) => ({
        ...service,
        stages: {
          ...service.stages,
          abandon: (request, options) =>
            Effect.andThen(
              Effect.ignore(service.cancel({ reference: request.reference })),
              service.stages.abandon(request, options)
            )
        }
      })
    })
  }
]
