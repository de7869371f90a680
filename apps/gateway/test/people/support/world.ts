/** A gateway whose providers say what a test has them say, with its HTTP face, and all that ever came out of it. */
import { randomBytes } from "node:crypto"
import { Transport } from "@switchyard/core"
import { Switchyard } from "@switchyard/facade"
import { P2p } from "@switchyard/sandbox"
import { Clock, Effect, type Layer } from "effect"
import { PrometheusMetrics } from "effect/observability"
import type { Store } from "../../../src/store/Store.ts"
import { apiKeys, startApi } from "../../http/support/api.ts"
import { operations, type Through } from "../../http/support/durable.ts"
import { open } from "../../operations/support/app.ts"
import { sandboxClock } from "../../operations/support/clock.ts"
import { makeSimulators, providers } from "../../operations/support/simulators.ts"
import { endpoint } from "../../webhooks/support/receiver.ts"
import { captureTelemetry } from "./capture.ts"
import { rewriting } from "./rewriting.ts"
import { values } from "./values.ts"

const template = "{order_id}:{sign_key}"

// Cancellations need the formula of a signature, and callbacks that are signed by it tell no status.
const signing = { name: "signing", apiKey: "signing_api_key_0", signKey: "signing_sign_key_0" }

const config = {
  apiKeys,
  providers: {
    feennex: {
      ...providers.feennex,
      options: {
        ...providers.feennex.options,
        receiptHosts: ["127.0.0.1:8081"],
        accountDetails: { sbp_rub: { bank: "bank_name", holder: "holder_name" }, card_rub: { holder: "holder_name" } }
      }
    },
    p2p: providers.p2p,
    signing: {
      ...providers.p2p,
      options: {
        ...providers.p2p.options,
        merchant: "signing",
        apiKey: signing.apiKey,
        signKey: signing.signKey,
        standartSign: template
      }
    }
  },
  routes: { payouts: [{ try: ["p2p", "feennex", "signing"] }], payments: [{ try: ["feennex"] }] }
}

/** Tables with what is written in the open. */
export const tables = ["operation", "attempt", "event", "callback", "delivery", "side_read", "left_behind"]

interface Database {
  readonly layer: Layer.Layer<Store>
  readonly sql: <A>(text: string) => Promise<ReadonlyArray<A>>
}

/** Opens it over a database. */
export const world = async (database: Database) => {
  const simulators = makeSimulators({
    p2p: { merchants: [P2p.defaultMerchant, signing], settings: { standartSign: template } }
  })
  const provider = rewriting(simulators.transport)
  const telemetry = captureTelemetry()
  const outputs: Array<string> = []
  const runner = { endpoints: [endpoint("https://shop.test")] }
  const app = await open(simulators, database.layer, {
    config,
    runner,
    transport: provider.transport,
    around: telemetry.around
  })
  const through: Through = (effect) =>
    telemetry
      .around(effect)
      .pipe(
        Effect.provideService(Clock.Clock, sandboxClock(simulators.clock)),
        Effect.provideService(Transport.Transport, provider.transport)
      )
  const facade = await Effect.runPromise(Effect.scoped(Switchyard.make(config, { load: (name) => import(name) })))
  const { payments, payouts } = facade
  const gateway = await startApi(
    {},
    {
      operations: operations(app.core, through),
      switchyard: {
        ...facade,
        payouts: { ...payouts, checkAccount: (...asked) => through(payouts.checkAccount(...asked)) },
        payments: {
          ...payments,
          receipts: (...asked) => through(payments.receipts(...asked)),
          uploadReceipt: (...asked) => through(payments.uploadReceipt(...asked))
        }
      }
    }
  )

  /** Asks over HTTP; what is answered is searched too. */
  const ask = async (method: "GET" | "POST", path: string, body?: unknown) => {
    const headers = { "idempotency-key": `key-${randomBytes(8).toString("hex")}` }
    const answer = await gateway.ask(method, path, { headers, ...(body === undefined ? {} : { body }) })
    outputs.push(answer.text)
    return answer
  }

  const messages = async () => {
    const rows = await database.sql<{ id: string; body: Uint8Array }>("SELECT id, body FROM delivery ORDER BY seq")
    return Promise.all(rows.map(({ body, id }) => app.run(app.vault.open(body, id))))
  }

  return {
    app,
    ask,
    simulators,
    provider,
    /** A callback as it would come, and what it leads to. */
    callBack: async (instance: string, body: string, path = "payouts/error") => {
      const raw = { body: new TextEncoder().encode(body), headers: {}, path }
      await app.run(app.core.receiveCallback(instance, raw))
      await app.due()
    },
    payout: async (reference: string, provider: string | undefined, extra: object = {}) => {
      const answer = await ask("POST", "/v1/payouts", {
        reference,
        ...(provider === undefined ? {} : { provider }),
        amount: { value: "1500.00", currency: "RUB" },
        destination: { type: "card", number: values.card, holder: values.holder },
        recipient: {
          type: "person",
          // A whole name would have to be the holder's.
          givenName: values.recipient,
          familyName: values.recipient,
          birthDate: values.birthDate,
          country: "RS",
          address: { line1: values.street, city: values.city },
          email: values.email,
          phone: values.recipientPhone
        },
        recipientEmail: values.email,
        providerOptions: {
          feennex: { accountDetails: { passport: values.passport } },
          p2p: { customer: values.customer }
        },
        ...extra
      })
      return `/v1/payouts/${answer.json.id}`
    },
    payment: async (reference: string) => {
      const answer = await ask("POST", "/v1/payments", {
        reference,
        amount: { value: "1500.00", currency: "RUB" },
        method: "bank_transfer",
        payerEmail: values.payerEmail,
        payerFields: { payer_name: values.payer, payer_phone: values.phone }
      })
      return `/v1/payments/${answer.json.id}`
    },
    /** All that came out: answers, messages to the merchant, logs, spans and metrics, and the rows of the database. */
    everything: async () => {
      await ask("GET", "/v1/payouts?limit=100")
      await ask("GET", "/v1/payments?limit=100")
      const rows = await Promise.all(tables.map((table) => database.sql(`SELECT t::text AS row FROM ${table} t`)))
      return {
        answers: outputs.join("\n"),
        messages: (await messages()).join("\n"),
        telemetry: telemetry.text(),
        metrics: await app.run(PrometheusMetrics.format()),
        rows: rows.map((each) => JSON.stringify(each)).join("\n")
      }
    },
    close: async () => {
      await gateway.dispose()
      await app.close()
    }
  }
}

export type World = Awaited<ReturnType<typeof world>>
