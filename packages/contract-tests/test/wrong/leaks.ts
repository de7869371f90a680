/** Wrong adapters that leak secrets and people. */
import * as Destination from "@switchyard/core/Destination"
import { OutcomeUnknown } from "@switchyard/core/Outcome"
import { NotExecuted, ReadFailed, Rejected } from "@switchyard/core/ProviderError"
import { example } from "@switchyard/memory/MemoryOptions"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { personal } from "../../src/internal/observe.ts"
import { detailsOf, onCreate, type Wrong } from "./wrong.ts"

const messageIn = (body: string): string => /"message":"([^"]*)"/.exec(body)?.[1] ?? ""

const secret = Redacted.value(example.secretKey)

export const leaks: ReadonlyArray<Wrong> = [
  {
    name: "keeps-the-request-as-cause",
    mistake: "hangs the HTTP client's error, with its headers, on its own as `cause`",
    kind: "payouts",
    breaks: ["redaction/outcomes"],
    parts: () => ({
      payoutService: (service) => ({
        ...service,
        create: (request, options) =>
          Effect.mapError(service.create(request, options), (error) =>
            error._tag === "Rejected"
              ? Object.assign(new Rejected(detailsOf(error)), {
                  cause: { headers: { authorization: `Bearer ${secret}` } }
                })
              : error
          )
      })
    })
  },
  {
    name: "logs-the-recipient",
    mistake: "logs in which city the recipient lives, to see where its payouts go",
    kind: "payouts",
    breaks: ["redaction/telemetry"],
    parts: () => ({
      payouts: (spi) => ({
        ...spi,
        create: (request, options) => {
          const { city } = request.recipient?.address ?? {}
          const send = spi.create(request, options)
          return city === undefined ? send : Effect.andThen(Effect.logInfo(`to ${Redacted.value(city)}`), send)
        }
      })
    })
  },
  {
    name: "knows-people-as-it-sent-them",
    mistake: "takes the values of the request out of the provider's words only as they were sent",
    kind: "payouts",
    breaks: ["redaction/outcomes"],
    parts: () => {
      let words = ""
      return {
        exchange: onCreate((send) =>
          Effect.tap(send, (result) =>
            Effect.sync(() => {
              words = result._tag === "Answer" ? messageIn(result.text) : ""
            })
          )
        ),
        payoutService: (service) => ({
          ...service,
          create: (request, options) =>
            Effect.map(service.create(request, options), (outcome) => {
              if (outcome._tag === "Accepted" || !words.startsWith("never seen before")) return outcome
              const known = [secret, Redacted.value(example.callbackKey!), ...personal(request)]
              return new OutcomeUnknown({
                ...outcome,
                message: known.reduce((text, value) => text.replaceAll(value, "***"), words)
              })
            })
        })
      }
    }
  },
  {
    name: "forgets-people-when-it-reads",
    mistake: "reads a status without the people whom its caller named",
    kind: "payments",
    breaks: ["redaction/reads"],
    parts: () => ({ paymentService: (service) => ({ ...service, get: (query) => service.get(query) }) })
  },
  {
    name: "forgets-whose-request-it-is-given",
    mistake: "reads a status without the request that its caller gave, and with nobody of it",
    kind: "payouts",
    breaks: ["redaction/reads"],
    parts: () => ({
      payoutService: (service) => ({
        ...service,
        get: (query, { sensitive } = {}) => service.get(query, { sensitive })
      })
    })
  },
  {
    name: "forgets-people-when-it-cancels",
    mistake: "cancels without the people whom its caller named",
    kind: "payouts",
    breaks: ["redaction/sends"],
    parts: () => ({
      payoutService: (service) => ({
        ...service,
        cancel: (query, { deadline } = {}) => service.cancel(query, { deadline })
      })
    })
  },
  {
    name: "forgets-people-when-it-lists-receipts",
    mistake: "lists receipts without the people whom its caller named",
    kind: "payments",
    breaks: ["redaction/asks"],
    parts: () => ({ paymentService: (service) => ({ ...service, receipts: (asked) => service.receipts(asked) }) })
  },
  {
    name: "knows-events-by-their-words",
    mistake: "makes the id of an event of whatever the callback says",
    kind: "payments",
    breaks: ["redaction/callbacks"],
    parts: () => ({
      parse: (parse) => (raw) =>
        Effect.map(parse(raw), (events) =>
          events.map((event) => ({ ...event, eventId: `${event.eventId} ${event.providerStatus}` }))
        )
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
        getByProviderReference: (providerReference, reference, finding) =>
          Effect.mapError(spi.getByProviderReference!(providerReference, reference, finding), (error) =>
            error._tag === "ReadFailed" && error.reason !== "RateLimited"
              ? new ReadFailed({ ...detailsOf(error), message: `${error.message}, key ${secret}` })
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
                  ...detailsOf(error),
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
    breaks: ["redaction/asks", "answers/message"],
    parts: () => ({
      payoutService: (service) => ({
        ...service,
        checkAccount: (request) =>
          Effect.mapError(service.checkAccount(request), (error) =>
            error._tag === "ReadFailed"
              ? new ReadFailed({
                  ...detailsOf(error),
                  message: Redacted.value(Destination.account(request.destination))
                })
              : error
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
      paymentService: (service) => ({
        ...service,
        cardForm: (asked) =>
          Effect.mapError(service.cardForm(asked), (error) =>
            error._tag === "ReadFailed"
              ? new ReadFailed({
                  ...detailsOf(error),
                  message: `${error.message}, session ${Redacted.value(asked.session)}`
                })
              : error
          )
      })
    })
  }
]
