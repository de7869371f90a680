/** A provider by its definition whose payments are captured by hand and paid back: its manifest and its answers are up to a test. */
import type { Manifest } from "@switchyard/core/Capabilities"
import * as Endpoint from "@switchyard/core/Endpoint"
import type * as Http from "@switchyard/core/Http"
import { toText } from "@switchyard/core/Money"
import type { Payment } from "@switchyard/core/Payment"
import * as PaymentChange from "@switchyard/core/PaymentChange"
import * as Provider from "@switchyard/core/Provider"
import type { Refund } from "@switchyard/core/Refund"
import * as Tables from "@switchyard/core/Tables"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { answer, replayed } from "./repeatable.ts"
import { rub } from "./stubs.ts"

/** What is different in a test. */
export interface World {
  readonly payments: Partial<Manifest>
  readonly refunds: Partial<Manifest>
  /** What the answer to a change states. */
  change: Partial<PaymentChange.Change>
  /** What the answer to a refund states. */
  refund: Partial<Refund>
}

const Data = Schema.Struct({})

const manifest: Manifest = {
  routes: [
    { method: "card", currencies: ["RUB"], captureMethods: ["automatic", "manual"], takes: ["reason"] },
    { method: "page", currencies: ["RUB"] }
  ],
  context: ["subAccount"],
  duplicates: { create: replayed },
  lookUp: { create: { by: "reference" } },
  statusReads: { spacingMillis: 0, polling: "free" },
  callbacks: "none"
}

const { takes: _, ...ofPayments } = manifest.routes[0]!
const { captureMethods: __, ...ofRefunds } = manifest.routes[0]!

/** The provider of a world; `sent` is what arrived. */
export const make = (given: Partial<World> = {}) => {
  const world: World = { payments: {}, refunds: {}, change: {}, refund: {}, ...given }
  const sent: Array<string> = []
  const on = Endpoint.make({
    read: Endpoint.envelope(Schema.Struct({}), (data) => Endpoint.success(data)),
    codes: Tables.codes({})
  })
  const line: Endpoint.Client<Http.Request> = {
    send: ({ body, path }) =>
      Effect.sync(() => {
        sent.push(`${path} ${body}`)
        return answer(200, {})
      }),
    toWire: ({ body, method, path }) => ({
      method,
      origin: "https://pay.test",
      path,
      headers: {},
      body: typeof body === "string" ? body : undefined
    })
  }
  const post = (path: string, body: string) =>
    on.send(Data)(Endpoint.ready(line, { method: "POST", path, body } satisfies Http.Request))
  const look = (path: string) => on.lookUp(Data)(Endpoint.ready(line, { method: "POST", path } satisfies Http.Request))
  const payment = (reference: string): Payment => ({
    reference,
    status: "authorized",
    providerStatus: "held",
    anomalies: []
  })
  const change = (): PaymentChange.Change => ({ anomalies: [], ...world.change })
  const refund = (): Refund => ({
    reference: "re-1",
    status: "processing",
    providerStatus: "new",
    anomalies: [],
    ...world.refund
  })
  const provider = Provider.define({
    name: "@example/changeable",
    options: Schema.Struct({}),
    account: () => "one",
    confirmAccount: "inRequest",
    secrets: () => [],
    client: () => ({}),
    kinds: {
      payments: () =>
        Provider.payments({
          options: Schema.Struct({}),
          manifest: { ...manifest, routes: [ofPayments, manifest.routes[1]!], ...world.payments },
          create: { send: ({ reference }) => post("/create", reference), answer: () => payment("pay-1") },
          get: {
            byReference: () => look("/get"),
            byProviderReference: () => look("/get"),
            answer: () => payment("pay-1")
          },
          capture: {
            send: ({ amount, ids = {}, reference, ...rest }) =>
              post("/capture", `${reference} ${ids.intent} ${toText(amount)} ${PaymentChange.isFinal(rest)}`),
            answer: change
          },
          cancel: { send: ({ reference }) => post("/cancel", reference), answer: change },
          complete: { send: ({ reference }) => post("/complete", reference), answer: change }
        }),
      refunds: () =>
        Provider.refunds({
          options: Schema.Struct({}),
          manifest: { ...manifest, routes: [ofRefunds], ...world.refunds },
          create: {
            send: ({ amount, payment, reference }) =>
              post("/refund", `${reference} ${payment.reference} ${toText(amount)}`),
            answer: refund
          },
          get: { byReference: () => look("/refunds"), byProviderReference: () => look("/refunds"), answer: refund }
        })
    }
  })
  return { built: provider.make({}), sent, world }
}

/** A capture of a part of a payment. */
export const capture: PaymentChange.CaptureRequest = {
  reference: "pay-1",
  providerReference: "p-1",
  ids: { intent: "pi-1" },
  number: 1,
  amount: rub("30")
}

/** A refund of a part of the same payment. */
export const refund = {
  reference: "re-1",
  payment: { reference: "pay-1", providerReference: "p-1", ids: { intent: "pi-1" }, method: "card" },
  amount: rub("20")
} as const
