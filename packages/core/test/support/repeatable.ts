/** A provider by its definition whose creates can be replayed: what its manifest says, and what it answers, is up to a test. */

import type * as Call from "@switchyard/core/Call"
import * as Endpoint from "@switchyard/core/Endpoint"
import * as Http from "@switchyard/core/Http"
import * as Json from "@switchyard/core/Json"
import type { Payout, PayoutRequest } from "@switchyard/core/Payout"
import * as Provider from "@switchyard/core/Provider"
import { ReadFailed } from "@switchyard/core/ProviderError"
import type * as Replay from "@switchyard/core/Replay"
import type { Duplicates, LookUp } from "@switchyard/core/Settling"
import * as Tables from "@switchyard/core/Tables"
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { payoutRequest, rub } from "./stubs.ts"

export const hour = 3_600_000
export const minute = 60_000

export const replayed: Duplicates = {
  kind: "replayed",
  withinMillis: 24 * hour,
  replayAfterMillis: 10 * minute,
  refusals: "stored"
}

const Data = Schema.Struct({ id: Schema.optionalKey(Schema.String), reference: Schema.String })

const Envelope = Schema.Struct({
  data: Schema.optionalKey(Json.Value),
  error: Schema.optionalKey(Schema.String),
  id: Schema.optionalKey(Schema.String)
})

export const mark = { "x-replayed": "true" }

const codes = Tables.codes({
  refused: [
    { text: "no money", reason: "InsufficientFunds", leaves: "nothing" },
    { text: "declined", reason: "InsufficientFunds" },
    { text: "bad key", reason: "AuthenticationFailed", leaves: "nothing" },
    { text: "too often", reason: "RateLimited", leaves: "nothing" },
    { text: "closed", reason: "ProviderUnavailable", leaves: "nothing" },
    { text: "same id", reason: "DuplicateReference", leaves: "nothing" }
  ],
  notProcessed: [{ text: "later", reason: "RateLimited" }],
  unknown: [{ text: "busy", reason: "ProviderUnavailable" }],
  duplicate: [{ text: "used" }]
})

const toPayout = ({ id, reference }: typeof Data.Type): Payout => ({
  reference,
  ...(id === undefined ? {} : { providerReference: id }),
  status: "processing",
  providerStatus: "new",
  receipts: [],
  anomalies: []
})

/** What is different in a test. */
export interface World {
  readonly duplicates?: Duplicates
  readonly lookUp?: LookUp
  /** The answer to the next request. */
  answer: Http.Answer | Http.MaybeSent | Http.NeverSent | "defect"
  /** What the provider says of the account; undefined: nothing. "inRequest" and "unsaid" as in a definition. */
  account: string | undefined
  /** It says that it is another account than is configured. */
  isOther?: boolean
  /** It does not answer. */
  isSilent?: boolean
  readonly confirms?: "inRequest" | "unsaid"
  /** A member of the body that is another one each time. */
  readonly isRandom?: boolean
  /** An adapter that fails while it fixes a request. */
  isBroken?: boolean
  readonly headers?: Readonly<Record<string, string>>
}

export const answer = (status: number, body: object, headers: Record<string, string> = {}) =>
  new Http.Answer(status, headers, JSON.stringify(body))

export const ok = { data: { id: "p-1", reference: "po-1" } }

const Options = Schema.Struct({ account: Schema.String })

interface Naming {
  readonly call: (operation: string, reference: string) => Pick<Call.Call, "anotherAccount">
}

/** The provider of a world; `sent` are the creates that arrived, `asked` counts the questions for the account. */
export const make = (given: Partial<World> = {}) => {
  const world: World = { answer: answer(200, ok), account: "acct-1", ...given }
  const sent: Array<string> = []
  const asked = { count: 0 }
  const on = Endpoint.make({
    read: Endpoint.envelope(Envelope, ({ data, error, id }) =>
      error === undefined ? Endpoint.success(data) : Endpoint.refusal(error, { text: error, providerReference: id })
    ),
    codes,
    isRepeated: ({ headers }) => headers["x-replayed"] !== undefined
  })
  const line: Endpoint.Client<Http.Request> = {
    send: ({ body }) =>
      Effect.suspend(() => {
        const { answer } = world
        if (answer === "defect") throw new Error("the adapter is broken")
        if (answer instanceof Http.NeverSent) return Effect.fail(answer)
        sent.push(String(body))
        return Effect.succeed(answer)
      }),
    toWire: ({ body, method, path }) => ({
      method,
      origin: "https://pay.test",
      path,
      headers: world.headers ?? {},
      body: typeof body === "string" ? body : undefined
    })
  }
  const request = (body: string): Http.Request => ({ method: "POST", path: "/create", body })
  const built = ({ reference, amount }: PayoutRequest) => {
    if (world.isBroken) throw new Error("cannot build")
    return request(`${reference} ${JSON.stringify(amount)}`)
  }
  const ask = (other: ReadFailed) =>
    Effect.suspend(() => {
      asked.count += 1
      const { account, isOther, isSilent } = world
      if (isSilent === true) return Effect.never
      if (isOther === true) return Effect.fail(other)
      const details = {
        provider: "stub",
        operation: "account",
        reason: "ProviderUnavailable",
        retryAfterMillis: 5_000
      } as const
      return account === undefined
        ? Effect.fail(new ReadFailed({ ...details, message: "down" }))
        : Effect.succeed(account)
    })
  const { confirms = "asks" } = given
  const provider = Provider.define({
    name: "@example/stub",
    options: Options,
    account: ({ account }) => account,
    ...(confirms === "unsaid"
      ? {}
      : {
          confirmAccount:
            confirms === "inRequest"
              ? confirms
              : ({ call }: Naming) => ask(call("confirmAccount", "").anotherAccount("it is account acct-2"))
        }),
    secrets: () => [],
    client: () => ({
      create: (request: PayoutRequest) =>
        on.send(Data)(
          world.isRandom
            ? Endpoint.ready(
                line,
                Effect.map(Clock.currentTimeMillis, () => built(request))
              )
            : Endpoint.ready(line, () => built(request))
        ),
      get: () => on.lookUp(Data)(Endpoint.ready(line, request("")))
    }),
    kinds: {
      payouts: ({ client }) =>
        Provider.payouts({
          options: Schema.Struct({}),
          manifest: {
            routes: [{ method: "card", currencies: ["RUB"], limits: { RUB: { min: rub("10"), max: rub("1000") } } }],
            duplicates: { create: given.duplicates ?? replayed },
            lookUp: { create: given.lookUp ?? { by: "reference" } },
            statusReads: { spacingMillis: 0, polling: "free" },
            callbacks: "none"
          },
          create: { send: client.create, answer: toPayout },
          get: { byReference: client.get, byProviderReference: client.get, answer: toPayout }
        })
    }
  })
  return { asked, provider, sent, world, built: Effect.map(provider.make({ account: "a" }), ({ payouts }) => payouts) }
}

/** The record of a first send that began at this moment and lasted half a minute. */
export const recordOf = (
  key: Replay.Key,
  firstSentAt: number,
  lastSendUntil = firstSentAt + 30_000
): Replay.Record => ({
  ...key,
  firstSentAt: DateTime.makeUnsafe(firstSentAt),
  lastSendUntil: DateTime.makeUnsafe(lastSendUntil)
})

export const noKey: Replay.Key = { hash: Redacted.make("another") }

export { payoutRequest }
