/** Wrong adapters that misread what an answer says, or keep it to themselves. */
import { Answer } from "@switchyard/core/Http"
import { OutcomeUnknown } from "@switchyard/core/Outcome"
import type { Payout } from "@switchyard/core/Payout"
import { NotFound, ReadFailed } from "@switchyard/core/ProviderError"
import * as Memory from "@switchyard/memory/Memory"
import type { Exchange } from "@switchyard/memory/Simulator"
import * as Effect from "effect/Effect"
import { header } from "../support/signature.ts"
import { detailsOf, onUnknown, type Wrong } from "./wrong.ts"

const reading =
  (change: (answer: Answer) => Answer) =>
  (exchange: Exchange): Exchange =>
  (request, deadline) =>
    Effect.map(exchange(request, deadline), (result) => (result._tag === "Answer" ? change(result) : result))

export const words: ReadonlyArray<Wrong> = [
  {
    name: "reads-only-the-flag",
    mistake: "looks at `ok` alone, whatever error code stands beside it",
    kind: "payouts",
    breaks: ["answers/listed"],
    parts: () => ({
      exchange: reading(({ headers, status, text }) =>
        text.includes(`"ok":true`)
          ? new Answer(status, headers, text.replace(/"code":"[^"]*",?/, ""))
          : new Answer(status, headers, text)
      )
    })
  },
  {
    name: "reads-only-the-body",
    mistake: "takes a success for a success under any HTTP status below 500",
    kind: "payouts",
    breaks: ["answers/other-status"],
    parts: () => ({
      exchange: reading(
        ({ headers, status, text }) =>
          new Answer(text.includes(`"ok":true`) && status < 500 ? 200 : status, headers, text)
      )
    })
  },
  {
    name: "one-reason-for-every-unknown",
    mistake: "calls every answer that it cannot use unreadable",
    kind: "payouts",
    breaks: ["answers/reasons", "answers/listed", "identity/duplicate-is-named"],
    parts: () => ({
      payouts: (spi) => ({
        ...spi,
        create: (request, options) =>
          onUnknown<Payout>((unknown) =>
            Effect.succeed(
              unknown.reason === "UnrecognisedAnswer" || unknown.reason === "DuplicateReference"
                ? new OutcomeUnknown({ ...unknown, reason: "UnreadableAnswer" })
                : unknown
            )
          )(spi.create(request, options))
      })
    })
  },
  {
    name: "keeps-the-code-to-itself",
    mistake: "translates the provider's words and code, and drops them",
    kind: "payouts",
    breaks: ["answers/message"],
    parts: () => ({
      payouts: (spi) => ({
        ...spi,
        getByProviderReference: (providerReference, reference, finding) =>
          Effect.mapError(spi.getByProviderReference!(providerReference, reference, finding), (error) =>
            error._tag === "NotFound"
              ? new NotFound({ provider: error.provider, operation: error.operation, reference, message: "gone" })
              : error
          )
      })
    })
  },
  {
    name: "fails-without-a-word",
    mistake: "leaves the message empty",
    kind: "payouts",
    breaks: ["answers/message"],
    parts: () => ({
      payouts: (spi) => ({
        ...spi,
        balance: () => Effect.mapError(spi.balance!(), (error) => new ReadFailed({ ...detailsOf(error), message: "" }))
      })
    })
  },
  {
    name: "reads-a-member-of-nothing",
    mistake: "takes for granted that an answer in JSON is an object",
    kind: "payouts",
    breaks: ["faults/no-defect"],
    parts: () => ({
      exchange: reading((answer) => {
        if (answer.text === "null") throw new TypeError("cannot read a member of null")
        return answer
      })
    })
  },
  {
    name: "compares-signatures-of-any-length",
    mistake: "hands a signature that was cut to a comparison that throws",
    kind: "payments",
    breaks: ["faults/no-defect"],
    parts: () => ({
      parse: (parse) => (raw) => {
        if (Object.entries(raw.headers).some(([name, value]) => name === header && value?.length !== 64)) {
          throw new RangeError("input buffers must have the same length")
        }
        return parse(raw)
      }
    })
  },
  {
    name: "takes-any-options",
    mistake: "finds out about wrong options when the first payout is refused",
    kind: "payouts",
    breaks: ["capabilities/misconfigured"],
    parts: () => ({ make: () => Memory.make() })
  }
]
