/** Wrong adapters that tell secrets and people. */
import * as Destination from "@switchyard/core/Destination"
import { NotExecuted, ReadFailed, Rejected } from "@switchyard/core/ProviderError"
import { example } from "@switchyard/memory/MemoryOptions"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { onCreate, said, type Wrong } from "./wrong.ts"

const secret = Redacted.value(example.secretKey)

export const leaks: ReadonlyArray<Wrong> = [
  {
    name: "keeps-the-request-as-cause",
    mistake: "hangs the HTTP client's error, with its headers, on its own as `cause`",
    kind: "payouts",
    breaks: ["redaction/endings"],
    parts: () => ({
      payoutService: (service) => ({
        ...service,
        create: (request, options) =>
          Effect.mapError(service.create(request, options), (error) =>
            error._tag === "Rejected"
              ? Object.assign(new Rejected(said(error)), { cause: { headers: { authorization: `Bearer ${secret}` } } })
              : error
          )
      })
    })
  },
  {
    name: "logs-the-body",
    mistake: "logs requests while debugging",
    kind: "payouts",
    breaks: ["redaction/telemetry"],
    parts: () => ({ exchange: onCreate((send, { body }) => Effect.andThen(Effect.logDebug("sending", body), send)) })
  },
  {
    name: "annotates-the-span",
    mistake: "puts the whole request on the span",
    kind: "payments",
    breaks: ["redaction/telemetry"],
    parts: () => ({
      exchange: onCreate((send, { body }) => Effect.andThen(Effect.annotateCurrentSpan("request", body), send))
    })
  },
  {
    name: "prints-to-the-console",
    mistake: "left a console.error behind",
    kind: "payments",
    breaks: ["redaction/telemetry"],
    parts: () => ({
      exchange: onCreate((send, { body }) =>
        Effect.andThen(
          Effect.sync(() => console.error({ body })),
          send
        )
      )
    })
  },
  {
    name: "quotes-its-key-when-a-read-fails",
    mistake: "puts the request into the message of a failed read",
    kind: "payouts",
    breaks: ["redaction/reads"],
    parts: () => ({
      payouts: (spi) => ({
        ...spi,
        getByProviderReference: (theirs, ours) =>
          Effect.mapError(spi.getByProviderReference!(theirs, ours), (error) =>
            error._tag === "ReadFailed" && error.reason !== "RateLimited"
              ? new ReadFailed({ ...said(error), message: `${error.message}, key ${secret}` })
              : error
          )
      })
    })
  },
  {
    name: "repeats-the-wrong-value",
    mistake: "shows the value that was refused",
    kind: "payouts",
    breaks: ["redaction/invalid"],
    parts: () => ({
      payoutService: (service) => ({
        ...service,
        create: (request, options) =>
          Effect.mapError(service.create(request, options), (error) =>
            error._tag === "NotExecuted" && error.reason === "InvalidRequest"
              ? new NotExecuted({
                  ...said(error),
                  issues: error.issues ?? [],
                  message: `${error.message}: ${JSON.stringify(request)}`
                })
              : error
          )
      })
    })
  },
  {
    name: "names-the-account-it-checked",
    mistake: "names the account that could not be checked",
    kind: "payouts",
    breaks: ["redaction/asks", "answers/told"],
    parts: () => ({
      payouts: (spi) => ({
        ...spi,
        checkAccount: (request) =>
          Effect.mapError(
            spi.checkAccount!(request),
            (error) =>
              new ReadFailed({ ...said(error), message: Redacted.value(Destination.account(request.destination)) })
          )
      })
    })
  },
  {
    name: "names-the-session",
    mistake: "names the session whose card form could not be had",
    kind: "payments",
    breaks: ["redaction/asks"],
    parts: () => ({
      payments: (spi) => ({
        ...spi,
        cardForm: (session) =>
          Effect.mapError(
            spi.cardForm!(session),
            (error) =>
              new ReadFailed({ ...said(error), message: `${error.message}, session ${Redacted.value(session)}` })
          )
      })
    })
  }
]
