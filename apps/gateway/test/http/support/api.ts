/** The face over a core and a facade that answer as they are told, or over real ones; with or without a socket. */
import { createHash } from "node:crypto"
import { Money, type ProviderError } from "@switchyard/core"
import { Switchyard } from "@switchyard/facade"
import { Context, Effect, Layer, Redacted } from "effect"
import { HttpRouter, HttpServer } from "effect/http"
import * as Http from "../../../src/http/Http.ts"
import * as Settings from "../../../src/http/Settings.ts"
import { Operations, StoreUnavailable } from "../../../src/model/Operations.ts"
import { SettlementReports } from "../../../src/model/SettlementReports.ts"
import { NoSuchDelivery } from "../../../src/webhooks/Deliveries.ts"
import { Webhooks } from "../../../src/webhooks/Webhooks.ts"
import { operations, type Script, script } from "./operations.ts"
import { type Imported, settlementReports } from "./settlementReports.ts"

/** Fields with everything that a quote can say of one. */
export const requiredFields = [
  { name: "inn", title: "INN", example: "7707083893", pattern: "^[0-9]{10}$", minLength: 10, maxLength: 12 },
  {
    ...{ name: "purpose", title: "Purpose", isOptional: true, changesOthers: true },
    choices: [{ value: "rent", title: "Rent" }]
  }
]

export const keys = {
  merchant: "sk_merchant_0001_4929",
  /** Also a merchant's. */
  operator: "sk_operator_0002_8371",
  viewer: "sk_viewer_0003_7215",
  onlyOperator: "sk_operator_0004_6130"
}

const sha256 = (key: string) => createHash("sha256").update(key).digest("hex")

/** The keys, as a config has them. */
export const apiKeys = [
  { name: "shop", sha256: sha256(keys.merchant), contexts: { subAccount: ["s-1", "s-2"] } },
  { name: "boss", sha256: sha256(keys.operator), roles: ["merchant", "operator"] },
  { name: "auditor", sha256: sha256(keys.viewer), roles: ["viewer"] },
  { name: "anna", sha256: sha256(keys.onlyOperator), roles: ["operator"] }
]

const config = {
  providers: {
    feennex: {
      use: "@switchyard/feennex",
      options: {
        baseUrl: "http://127.0.0.1:9",
        shopId: 112,
        shopCurrency: "USD",
        secretKey: "very-secret-0000",
        payways: { payouts: { card: { RUB: "card_rub" } }, payments: { bank_transfer: { RUB: "bank_h2h_rub" } } }
      }
    },
    p2p: {
      use: "@switchyard/p2p",
      options: {
        baseUrl: "http://127.0.0.1:9",
        merchant: "acme",
        apiKey: "key-0000-1111",
        signKey: "sign-0000-1111",
        callbackBaseUrl: "http://127.0.0.1:9"
      }
    }
  },
  routes: { payouts: [{ try: ["feennex"] }], payments: [{ try: ["feennex"] }] },
  apiKeys
}

const rub = (text: string) => Money.unsafe(text, "RUB")

/** How the facade answers questions: `ok`, or an error to fail with. */
export interface Asked {
  error: ProviderError.ReadError | undefined
}

const facade = (asked: Asked) =>
  Effect.map(Switchyard.make(config), (real): Switchyard.Service => {
    const answer = <A>(value: A) =>
      Effect.suspend(() => (asked.error === undefined ? Effect.succeed(value) : Effect.fail(asked.error)))
    return {
      ...real,
      payouts: {
        ...real.payouts,
        quote: (_, at) =>
          answer({
            instance: at?.instance ?? "feennex",
            receive: rub("100.00"),
            debit: rub("103.00"),
            requiredFields,
            notes: [
              { name: "info", value: "slow today" },
              { name: "balance", value: "10.00", isOfAccount: true as const }
            ]
          }),
        checkAccount: (_, at) =>
          answer({
            instance: at?.instance ?? "feennex",
            result: "payable",
            holder: "close_match",
            details: Redacted.make('{"name":"I. I.","n":12345678901234567890}')
          }),
        balance: () => answer([{ available: rub("10.00") }])
      },
      payments: {
        ...real.payments,
        quote: (_, at) =>
          answer({ instance: at?.instance ?? "feennex", payerPays: rub("100.00"), requiredFields: [], anomalies: [] }),
        receipts: () => answer([{ id: "r1", status: "unrecognised" as const }])
      }
    }
  })

const away = (script: Script) =>
  script.isAway ? Effect.fail(new StoreUnavailable({ retryAfterSeconds: 7, isAboutContent: false })) : Effect.void

// Nothing was ever sent: what deliveries are like is asked of the real ones, in webhooks.test.ts.
const noWebhooks = (script: Script) => {
  const there = Effect.suspend(() => away(script))
  const none = (id: string) => Effect.andThen(there, Effect.fail(new NoSuchDelivery({ id })))
  const nothing = Effect.as(there, { changed: 0, inFlight: 0 })
  return Webhooks.of({
    endpoints: [],
    wake: Effect.void,
    list: () => Effect.as(there, { data: [], nextCursor: null }),
    redeliver: none,
    discard: none,
    retarget: none,
    discardAll: () => nothing,
    retargetAll: () => nothing,
    test: Effect.as(there, [])
  })
}

/** Real parts, instead of those that answer as they are told. */
export interface Real {
  readonly operations?: Operations["Service"]
  readonly registers?: SettlementReports["Service"]
  readonly switchyard?: Switchyard.Service
  readonly webhooks?: Webhooks["Service"]
}

/** The face with everything it needs, and what steers it. */
export const world = async (real: Real = {}) => {
  const behaviour = script()
  const imported: Array<Imported> = []
  const asked: Asked = { error: undefined }
  const switchyard = real.switchyard ?? (await Effect.runPromise(Effect.scoped(facade(asked))))
  const needs = Layer.succeedContext(
    Context.empty().pipe(
      Context.add(Switchyard.Switchyard, switchyard),
      Context.add(Operations, real.operations ?? operations(behaviour)),
      Context.add(SettlementReports, real.registers ?? settlementReports(behaviour, imported)),
      Context.add(Webhooks, real.webhooks ?? noWebhooks(behaviour))
    )
  )
  return { script: behaviour, asked, imported, switchyard, needs }
}

/** What was answered. */
export interface HttpAnswer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of any shape
  readonly json: any
}

interface Ask {
  readonly body?: unknown
  readonly headers?: Record<string, string>
  readonly key?: string | null
}

// Forms are written out first: undici complains when it is still writing one that nobody reads.
const encoded = async (body: unknown) => {
  if (body === undefined) return undefined
  if (body instanceof FormData) {
    const form = new Response(body)
    return { type: form.headers.get("content-type") ?? "", body: await form.arrayBuffer() }
  }
  const isRaw = typeof body === "string" || body instanceof Uint8Array
  return { type: "application/json", body: isRaw ? new Blob([body]) : JSON.stringify(body) }
}

/** A face without a socket. */
export const startApi = async (settings: Partial<Settings.Settings> = {}, real: Real = {}) => {
  const { needs, ...steering } = await world(real)
  const { dispose, handler } = HttpRouter.toWebHandler(
    Http.routes.pipe(
      Layer.provide([
        needs,
        Layer.succeed(Settings.Current, { ...Settings.defaults, ...settings }),
        HttpServer.layerServices
      ])
    ),
    { disableLogger: true, routerConfig: { maxParamLength: 256 } }
  )
  const send = async (request: Request): Promise<HttpAnswer> => {
    const response = await handler(request)
    const text = await response.text()
    const isJson = /json/.test(response.headers.get("content-type") ?? "")
    return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : undefined }
  }
  const ask = async (method: string, path: string, { body, headers = {}, key = keys.merchant }: Ask = {}) => {
    const sent = await encoded(body)
    return send(
      new Request(`http://gateway.test${path}`, {
        method,
        headers: {
          ...(key === null ? {} : { authorization: `Bearer ${key}` }),
          ...(sent === undefined ? {} : { "content-type": sent.type }),
          ...headers
        },
        ...(sent === undefined ? {} : { body: sent.body })
      })
    )
  }
  return { ...steering, send, ask, dispose }
}

/** A payout request that is in order. */
export const payoutBody = (reference = "order-1") => ({
  reference,
  amount: { value: "1500.00", currency: "RUB" },
  destination: { type: "card", number: "4111111111111111", holder: "Ivanov Ivan" }
})

/** A payment request that is in order. */
export const paymentBody = (reference = "order-1") => ({
  reference,
  amount: { value: "1500.00", currency: "RUB" },
  method: "bank_transfer"
})
