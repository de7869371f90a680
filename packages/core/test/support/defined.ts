/** A provider by its definition, whose answers a test gives: the least an adapter can be. */
import type { CallbackKeys } from "@switchyard/core/CallbackKeys"
import { Currency } from "@switchyard/core/Currency"
import * as Endpoint from "@switchyard/core/Endpoint"
import * as Http from "@switchyard/core/Http"
import * as Json from "@switchyard/core/Json"
import type { Payout } from "@switchyard/core/Payout"
import * as Provider from "@switchyard/core/Provider"
import * as Tables from "@switchyard/core/Tables"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"

const Options = Schema.Struct({
  account: Schema.NonEmptyString,
  secretKey: Schema.RedactedFromValue(Schema.NonEmptyString),
  callbackKey: Schema.optionalKey(Schema.RedactedFromValue(Schema.NonEmptyString)),
  currency: Schema.optionalKey(Currency)
})

/** How the stub is configured. */
export type Options = typeof Options.Type

const Data = Schema.Struct({ id: Schema.String, reference: Schema.String })

const Envelope = Schema.Struct({ data: Schema.optionalKey(Json.Value), error: Schema.optionalKey(Schema.String) })

const on = Endpoint.make({
  read: Endpoint.envelope(Envelope, ({ data, error }) =>
    error === undefined ? Endpoint.success(data) : Endpoint.refusal(error, { text: error })
  ),
  codes: Tables.codes({ refused: [{ text: "no money", reason: "InsufficientFunds" }] })
})

const toPayout = ({ id, reference }: typeof Data.Type): Payout => ({
  reference,
  providerReference: id,
  status: "processing",
  providerStatus: "new",
  receipts: [],
  anomalies: []
})

/** A provider that gives one answer to everything, and what it was asked for. With keys, a callback is the id of its own. */
export const answering = (status: number, body: unknown, keys?: CallbackKeys<unknown>) => {
  const sent: Array<string> = []
  const answer = new Http.Answer(status, {}, typeof body === "string" ? body : JSON.stringify(body))
  const line: Endpoint.Client<{ readonly what: string }> = {
    send: ({ what }) =>
      Effect.sync(() => {
        sent.push(what)
        return answer
      }),
    toWire: ({ what }) => ({ method: "POST", origin: "stub:", path: "/", headers: {}, body: what })
  }
  const ready = (what: string) => Endpoint.ready(line, { what })
  const provider = Provider.define({
    name: "@example/stub",
    options: Options,
    account: ({ account }) => account,
    secrets: ({ callbackKey, secretKey }) => [secretKey, callbackKey],
    client: () => ({
      create: (reference: string) => on.send(Data)(ready(`create ${reference}`)),
      get: (id: string) => on.lookUp(Data)(ready(`get ${id}`))
    }),
    kinds: {
      payouts: ({ client, options: { callbackKey, currency = "RUB" } }) =>
        Provider.payouts({
          options: Schema.Struct({ speed: Schema.optionalKey(Schema.Literal("instant")) }),
          manifest: {
            routes: [{ method: "card", currencies: [currency] }],
            duplicates: { create: { kind: "undocumented" } },
            lookUp: {},
            statusReads: { spacingMillis: 0, polling: "free" },
            callbacks: callbackKey === undefined ? "none" : "verified"
          },
          create: {
            send: ({ description, reference }) =>
              description === undefined
                ? client.create(reference)
                : Result.fail([{ path: "description", reason: "is not taken" }]),
            answer: toPayout
          },
          get: { byReference: client.get, byProviderReference: client.get, answer: toPayout }
        })
    },
    callbacks: () => {
      const parse: Provider.Callbacks = (raw) => {
        if (raw.body.byteLength === 0) return Provider.refused("Malformed", "the callback is empty")
        return keys !== undefined && keys.find(new TextDecoder().decode(raw.body)) === undefined
          ? Provider.refused("Unverifiable", "its key is not known")
          : Result.succeed([{ kind: "payout", trust: "verified", eventId: "event-1" }])
      }
      return keys === undefined ? parse : { parse, keys }
    },
    issues: ({ instance }) => (instance === "" ? [{ path: "name", reason: "must not be empty" }] : []),
    notices: () => ["tell the provider our address"],
    beside: ({ call, options }) => ({ words: call("payouts.words", "", [options.account]).words })
  })
  return { provider, sent }
}
