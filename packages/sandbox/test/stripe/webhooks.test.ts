/** Webhooks: signed anew for each attempt, in the endpoint's version, in any order, twice, forged, stale or not at all. */
import StripeSdk from "stripe"
import { describe, expect, it } from "vitest"
import type { Fetch } from "../../src/index.ts"
import { Clock, Stripe } from "../../src/index.ts"
import { type Body, card, client, hook, key, origin, secret, setUp } from "./support.ts"

interface Got {
  readonly url: string
  readonly body: string
  readonly signature: string
}

/** A simulator whose webhooks end in `got`, with their signatures. */
const listening = (options: Stripe.Options = {}) => {
  const clock = Clock.manual()
  const got: Array<Got> = []
  const receiver = { status: 200 }
  const fetch: Fetch = async (input, init) => {
    const request = new Request(input, init)
    got.push({ url: request.url, body: await request.text(), signature: request.headers.get("stripe-signature") ?? "" })
    return new Response(null, { status: receiver.status })
  }
  const stripe = Stripe.make({ clock, fetch, log: () => {}, endpoints: [{ url: hook, secrets: [secret] }], ...options })
  const { webhooks } = new StripeSdk(key)
  const verify = ({ body, signature }: Got, by = secret, at = clock.now()) =>
    webhooks.constructEvent(body, signature, by, 300, undefined, at)
  const pay = (changes: object = {}, more = {}) =>
    client(stripe.fetch, origin).post("/v1/payment_intents", card(changes), more)
  return { clock, got, receiver, stripe, admin: stripe.admin, verify, pay }
}

describe("an event", () => {
  it("passes the vendor's own check, and says what has happened and who asked", async () => {
    const { admin, got, pay, verify } = listening()
    const { body, headers } = await pay({}, { idempotencyKey: "key-1" })
    await admin.callbacksIdle()
    const events = got.map((each) => verify(each))
    expect(events.map(({ type }) => type)).toEqual([
      "payment_intent.created",
      "charge.succeeded",
      "payment_intent.succeeded"
    ])
    expect(events[2]).toMatchObject({
      id: expect.stringMatching(/^evt_1/),
      object: "event",
      api_version: "2026-10-28.endive",
      livemode: false,
      pending_webhooks: 1,
      request: { id: headers.get("request-id"), idempotency_key: "key-1" }
    })
    expect(events[2]?.data.object).toEqual(body)
    expect(events[2]).not.toHaveProperty("account")
  })

  it("is signed anew each time, and keeps its bytes and its snapshot", async () => {
    const { admin, clock, got, pay, receiver, verify } = listening({ callbackRetries: [600_000] })
    receiver.status = 503
    await pay()
    await admin.callbacksIdle()
    receiver.status = 200
    const first = got.at(-1)
    await clock.advance(600_000)
    await admin.callbacksIdle()
    const again = got.filter(({ body }) => body === first?.body).at(-1)
    expect(again?.signature).not.toBe(first?.signature)
    if (first === undefined || again === undefined) throw new Error("nothing came")
    expect(() => verify(first)).toThrow("tolerance")
    expect(verify(again).id).toBe(verify(first, secret, clock.now() - 600_000).id)
  })

  it("has two signatures while a secret is rolled", async () => {
    const { admin, clock, got, pay, verify } = listening()
    admin.rollSecret("whsec_new", 3_600_000)
    await pay()
    await admin.callbacksIdle()
    const [rolling] = got
    if (rolling === undefined) throw new Error("nothing came")
    expect([verify(rolling).id, rolling.signature.match(/v1=/g)?.length]).toEqual([verify(rolling, "whsec_new").id, 2])
    await clock.advance(3_600_000)
    await pay()
    await admin.callbacksIdle()
    const last = got.at(-1)
    if (last === undefined) throw new Error("nothing came")
    expect(verify(last, "whsec_new").object).toBe("event")
    expect(() => verify(last, secret)).toThrow()
  })

  it("has the endpoint's version, and goes where its type is wanted", async () => {
    const { got, pay, admin } = listening({
      endpoints: [
        {
          url: `${hook}/old`,
          secrets: [secret],
          apiVersion: "2026-09-30.endive",
          events: ["payment_intent.succeeded"]
        },
        { url: `${hook}/all`, secrets: ["whsec_other"] }
      ]
    })
    await pay({}, { headers: { "stripe-version": "2026-10-28.endive" } })
    await admin.callbacksIdle()
    const heard = got.map(({ body, url }) => [url.slice(hook.length), (JSON.parse(body) as Body).api_version])
    expect(heard.filter(([url]) => url === "/old")).toEqual([["/old", "2026-09-30.endive"]])
    expect(heard.filter(([url]) => url === "/all").length).toBe(3)
  })
})

describe("a script", () => {
  const of = { endpoint: "payment_intent.succeeded" }

  it.each<[string, Parameters<Stripe.Admin["scriptCallback"]>[0], (events: ReadonlyArray<Body>) => void]>([
    [
      "twice, the same event",
      { copies: 2 },
      (events) => expect([events.length, events[0]?.id === events[1]?.id]).toEqual([2, true])
    ],
    ["not at all", { lost: true }, (events) => expect(events).toEqual([])],
    [
      "with other values",
      { changes: { status: "odd", amount: "7", "event.type": "payment_intent.odd", "metadata.reference": "R-9" } },
      ([event]) =>
        expect(event).toMatchObject({
          type: "payment_intent.odd",
          data: { object: { status: "odd", amount: 7, metadata: { reference: "R-9" } } }
        })
    ],
    [
      "without some of them",
      { without: ["amount", "event.created"] },
      ([event]) => {
        expect(event).not.toHaveProperty("created")
        expect(event?.data).not.toHaveProperty("object.amount")
      }
    ]
  ])("sends it %s", async (_name, script, check) => {
    const { admin, got, pay, verify } = listening()
    admin.scriptCallback(script, of)
    await pay()
    await admin.callbacksIdle()
    for (const each of got) expect(verify(each).object).toBe("event")
    const events = got.map(({ body }) => JSON.parse(body) as Body)
    check(events.filter(({ type }) => /^payment_intent\.(succeeded|odd)$/.test(String(type))))
  })

  it("forges it", async () => {
    const { admin, got, pay, verify } = listening()
    admin.scriptCallback({ forged: true }, of)
    await pay()
    await admin.callbacksIdle()
    const last = got.at(-1)
    if (last === undefined) throw new Error("nothing came")
    expect(() => verify(last)).toThrow("signature")
  })

  it("sends it before the answer", async () => {
    const { admin, got, stripe } = listening()
    admin.scriptCallback({ early: "succeeded" }, of)
    const { post } = client(stripe.fetch, origin)
    await post("/v1/payment_intents", card())
    expect(got.map(({ body }) => (JSON.parse(body) as Body).type)).toContain("payment_intent.succeeded")
  })

  it("sends it late, so that it is stale, or out of order", async () => {
    const { admin, clock, got, pay } = listening()
    admin.scriptCallback({ hold: true }, { times: null })
    const { body } = await pay()
    admin.refund("R-1", 99)
    expect(got).toEqual([])
    expect(await admin.releaseCallbacks("reverse")).toBe(5)
    const types = got.map((each) => (JSON.parse(each.body) as Body).type)
    expect(types).toEqual([
      "charge.refunded",
      "refund.created",
      "payment_intent.succeeded",
      "charge.succeeded",
      "payment_intent.created"
    ])
    const created = JSON.parse(got.at(-1)?.body ?? "") as { data: { object: Body } }
    expect(created.data.object).toMatchObject({ id: body.id, status: "requires_confirmation" })
    await clock.advance(1)
  })

  it("delays it", async () => {
    const { admin, clock, got, pay } = listening({ settings: { webhookDelay: 1_000 } })
    admin.scriptCallback({ late: 5_000 }, of)
    await pay()
    expect(got).toEqual([])
    await clock.advance(1_000)
    expect(got).toHaveLength(2)
    await clock.advance(5_000)
    expect(got).toHaveLength(3)
  })
})

it("one change may have two events, under two ids", async () => {
  const { received, pay } = setUp({ settings: { eventTwins: true } })
  await pay()
  const events = received.map(({ body }) => JSON.parse(body) as Body).filter(({ type }) => type === "charge.succeeded")
  expect(new Set(events.map(({ id }) => id)).size).toBe(2)
  expect(events[0]?.data).toEqual(events[1]?.data)
})

it("an event can be sent once more, of every object", async () => {
  const { admin, last, pay, post } = setUp()
  await pay()
  await post("/v1/payouts", { amount: 100, currency: "usd", metadata: { reference: "P-1" } })
  admin.refund("R-1", 1)
  admin.dispute("R-1", 1)
  const session = { mode: "payment", success_url: "https://shop.test", client_reference_id: "S-1" }
  const line_items = [{ quantity: 1, price_data: { currency: "usd", unit_amount: 99, product_data: { name: "x" } } }]
  await post("/v1/checkout/sessions", { ...session, line_items })
  const refund = admin.operations().find(({ kind }) => kind === "refund")?.id ?? ""
  for (const [type, name, object] of [
    ["payment_intent.succeeded", "R-1", "payment_intent"],
    ["charge.updated", "R-1", "charge"],
    ["charge.dispute.updated", "R-1", "dispute"],
    ["payout.updated", "P-1", "payout"],
    ["refund.updated", refund, "refund"],
    ["checkout.session.completed", "S-1", "checkout.session"]
  ] as const) {
    await admin.sendEvent(type, name)
    expect(last()).toMatchObject({ type, data: { object: { object } } })
  }
  expect(() => admin.sendEvent("payout.paid", "R-1")).toThrow("no payout R-1")
  expect(() => admin.sendEvent("payment_intent.succeeded", "R-1", { format: "form" })).toThrow("JSON")
})

it("an endpoint that is nobody's own machine gets nothing", async () => {
  const { admin, log, pay, received } = setUp({ endpoints: [{ url: "https://example.com/hook", secrets: [secret] }] })
  await pay()
  expect(received).toEqual([])
  expect([admin.violations()[0]?.kind, log[0]]).toEqual(["callbackTarget", expect.stringContaining("loopback")])
})
