/** Wrong adapters that lose track of which operation is which. */

import * as Http from "@switchyard/core/Http"
import { accepted, OutcomeUnknown } from "@switchyard/core/Outcome"
import type { Payout } from "@switchyard/core/Payout"
import { NotFound, ReadFailed } from "@switchyard/core/ProviderError"
import * as Effect from "effect/Effect"
import { asRejected, onCreate, onUnknown, resigned, type Wrong, withKey } from "./wrong.ts"

const notFound = (reference: string) =>
  new NotFound({ provider: "memory", operation: "payouts.get", reference, message: "no answer" })

const referenceIn = (body: string): string => /"reference":"([^"]*)"/.exec(body)?.[1] ?? ""

export const identity: ReadonlyArray<Wrong> = [
  {
    name: "cuts-the-reference",
    mistake: "cuts the reference to the 40 characters of its column",
    kind: "payouts",
    breaks: ["identity/own-reference", "identity/two-operations"],
    parts: () => ({
      exchange: (exchange) => (request, deadline) =>
        exchange(
          resigned(request, (body) => body.replace(referenceIn(body), referenceIn(body).slice(0, 40))),
          deadline
        )
    })
  },
  {
    name: "new-key-per-attempt",
    mistake: "gives every attempt an id of its own",
    kind: "payouts",
    breaks: ["identity/refuses-duplicates", "identity/same-request"],
    parts: () => {
      const attempts = new Map<string, number>()
      return {
        exchange: onCreate((_, request, exchange, deadline) => {
          const reference = referenceIn(request.body)
          const attempt = (attempts.get(reference) ?? 0) + 1
          attempts.set(reference, attempt)
          const suffix = attempt === 1 ? "" : `-${attempt}`
          return exchange(
            withKey(
              resigned(request, (body) => body.replace(`"${reference}"`, `"${reference}${suffix}"`)),
              `${reference}${suffix}`
            ),
            deadline
          )
        })
      }
    }
  },
  {
    name: "duplicate-is-refused",
    mistake: "reads 409, 'this reference is used', as a refusal",
    kind: "payouts",
    breaks: ["identity/duplicate-is-no-refusal"],
    parts: () => ({
      payouts: (spi) => ({
        ...spi,
        create: (request, options) =>
          onUnknown<Payout>((unknown) =>
            unknown.reason === "DuplicateReference" ? asRejected(unknown, unknown.reason) : Effect.succeed(unknown)
          )(spi.create(request, options))
      })
    })
  },
  {
    name: "adopts-a-duplicate",
    mistake: "reads the operation that stands under the reference and calls it ours",
    kind: "payouts",
    breaks: ["identity/duplicate-is-not-adopted"],
    parts: () => ({
      payouts: (spi) => ({
        ...spi,
        create: (request, options) =>
          Effect.flatMap(spi.create(request, options), (outcome) =>
            outcome._tag === "OutcomeUnknown" && outcome.reason === "DuplicateReference"
              ? Effect.match(spi.getByReference!(request.reference), {
                  onFailure: () => outcome,
                  onSuccess: accepted
                })
              : Effect.succeed(outcome)
          )
      })
    })
  },
  {
    name: "hides-the-duplicate",
    mistake: "reports a duplicate answer as any other unknown",
    kind: "payments",
    breaks: ["identity/duplicate-is-named"],
    parts: () => ({
      payments: (spi) => ({
        ...spi,
        create: (request, options) =>
          Effect.map(spi.create(request, options), (outcome) =>
            outcome._tag === "OutcomeUnknown" && outcome.reason === "DuplicateReference"
              ? new OutcomeUnknown({
                  provider: outcome.provider,
                  operation: outcome.operation,
                  reference: outcome.reference,
                  reason: "UnrecognisedAnswer",
                  message: outcome.message
                })
              : outcome
          )
      })
    })
  },
  {
    name: "looks-up-another-reference",
    mistake: "looks up under an upper-case reference",
    kind: "payouts",
    breaks: ["identity/found-by-reference", "faults/paid-once", "identity/sent-after", "identity/sent-until"],
    parts: () => ({
      payouts: (spi) => ({
        ...spi,
        getByReference: (reference, finding) => spi.getByReference!(reference.toUpperCase(), finding)
      })
    })
  },
  {
    name: "drops-the-provider-id",
    mistake: "does not state the provider's id when it reads",
    kind: "payouts",
    breaks: ["identity/found-by-provider-reference"],
    parts: () => ({
      payouts: (spi) => ({
        ...spi,
        getByProviderReference: (providerReference, reference, finding) =>
          Effect.map(
            spi.getByProviderReference!(providerReference, reference, finding),
            ({ providerReference: _, ...payout }) => payout
          )
      })
    })
  },
  {
    name: "takes-any-answer",
    mistake: "does not compare the reference in the answer with the one it asked for",
    kind: "payouts",
    breaks: ["identity/other-reference"],
    parts: () => ({
      exchange: onCreate((send, request) =>
        Effect.map(send, (result) =>
          result._tag === "Answer" && referenceIn(result.text) !== ""
            ? new Http.Answer(
                result.status,
                result.headers,
                result.text.replace(referenceIn(result.text), referenceIn(request.body))
              )
            : result
        )
      )
    })
  },
  {
    name: "not-found-is-a-failed-read",
    mistake: "treats 'no such payout' as a transient error and asks for ever",
    kind: "payouts",
    breaks: ["identity/not-found"],
    parts: () => ({
      payouts: (spi) => ({
        ...spi,
        getByReference: (reference, finding) =>
          Effect.catchTag(spi.getByReference!(reference, finding), "NotFound", ({ message, operation, provider }) =>
            Effect.fail(new ReadFailed({ provider, operation, reason: "ProviderUnavailable", message }))
          )
      })
    })
  },
  {
    name: "unreadable-is-not-found",
    mistake: "calls an operation not found when the answer cannot be understood",
    kind: "payouts",
    breaks: [
      "status/unreadable",
      "answers/listed",
      "answers/other-status",
      "answers/encoded",
      "answers/empty",
      "answers/page"
    ],
    parts: () => ({
      payouts: (spi) => ({
        ...spi,
        getByProviderReference: (providerReference, reference, finding) =>
          Effect.mapError(spi.getByProviderReference!(providerReference, reference, finding), (error) =>
            error._tag === "ReadFailed" && error.reason === "UnreadableAnswer" ? notFound(reference) : error
          )
      })
    })
  },
  {
    name: "unreachable-is-not-found",
    mistake: "calls an operation not found when the provider cannot be reached",
    kind: "payouts",
    breaks: ["status/unanswered"],
    parts: () => ({
      payouts: (spi) => ({
        ...spi,
        getByProviderReference: (providerReference, reference, finding) =>
          Effect.mapError(spi.getByProviderReference!(providerReference, reference, finding), (error) =>
            error._tag === "ReadFailed" && error.reason === "ConnectionLost" ? notFound(reference) : error
          )
      })
    })
  }
]
