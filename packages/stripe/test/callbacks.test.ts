/** Webhooks: the reference vectors of the signature, and what an event says of ours. */

import { createHmac } from "node:crypto"
import { readFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as fc from "fast-check"
import * as Stripe from "../src/Stripe.ts"
import { account, options } from "./support/account.ts"
import { changedBy } from "./support/fixtures.ts"
import { outcomeOf, plain } from "./support/plain.ts"

interface Vector {
  readonly id: string
  readonly secret: string
  readonly receivedAt: number
  readonly body: string
  readonly header: string
  readonly expect: "accept" | "reject"
}

const vectors: ReadonlyArray<Vector> = JSON.parse(
  readFileSync(new URL("./fixtures/vectors.json", import.meta.url), "utf8")
)

const secret = "whsec_switchyard_reference_secret_one"

const raw = (body: string | Uint8Array, header: string | undefined, receivedAt = 1_793_450_005) => ({
  body: typeof body === "string" ? new TextEncoder().encode(body) : body,
  headers: header === undefined ? {} : { "stripe-signature": header },
  path: "events",
  receivedAt: DateTime.makeUnsafe(receivedAt * 1_000)
})

const signed = (body: string, at = 1_793_450_000, key = secret): string =>
  `t=${at},v1=${createHmac("sha256", key).update(`${at}.${body}`).digest("hex")}`

const parse = (given: ReturnType<typeof raw>, configured: Parameters<typeof account>[0] = {}) =>
  Effect.gen(function* () {
    const { parseCallback } = yield* account(configured)
    if (parseCallback === undefined) return assert.fail("no callbacks")
    return yield* parseCallback(given)
  })

describe("the reference vectors", () => {
  it("are all of them", () => {
    assert.lengthOf(vectors, 16)
    assert.lengthOf(
      vectors.filter(({ expect }) => expect === "reject"),
      9
    )
  })

  it.effect.each(vectors)("$id", ({ body, expect, header, receivedAt }) =>
    Effect.gen(function* () {
      const exit = yield* Effect.exit(parse(raw(body, header, receivedAt)))
      assert.strictEqual(Exit.isSuccess(exit), expect === "accept")
    })
  )

  it.effect("hold for whichever secret is rolled", () =>
    Effect.gen(function* () {
      const body = vectors[0]?.body ?? ""
      yield* parse(raw(body, signed(body, 1_793_450_000, "whsec_switchyard_reference_secret_old")))
      const exit = yield* Effect.exit(parse(raw(body, signed(body, 1_793_450_000, "whsec_of_somebody"))))
      assert.isTrue(Exit.isFailure(exit))
    })
  )

  it.effect.each([
    ["", "SignatureInvalid"],
    [undefined, "SignatureMissing"],
    ["t=1,t=1,v1=00", "SignatureInvalid"],
    ["t=x,v1=00", "SignatureInvalid"],
    ["v1", "SignatureInvalid"]
  ] as const)("are nothing under the header %j", ([header, reason]) =>
    Effect.gen(function* () {
      const end = yield* outcomeOf(parse(raw("{}", header)))
      assert.deepInclude(end, { _tag: "CallbackRejected", reason })
    })
  )

  it.effect("are nothing with two times, one of which was signed", () =>
    Effect.gen(function* () {
      const body = vectors[0]?.body ?? ""
      const end = yield* outcomeOf(parse(raw(body, `t=1793450001,${signed(body)}`)))
      assert.deepInclude(end, { _tag: "CallbackRejected" })
    })
  )
})

const event = (object: object, changes: object = {}) => {
  const body = changedBy("event", { id: "evt_1", "data.object": object, ...changes })
  return raw(body, signed(body))
}

const usd = { amount: 1099, currency: "usd", status: "succeeded" }

describe("an event", () => {
  it.effect.each<readonly [object: Readonly<Record<string, unknown>>, told: object]>([
    [
      { object: "payment_intent", id: "pi_1", ...usd, metadata: { switchyard_payment: "order-1" } },
      { kind: "payment", reference: "order-1", providerReference: "pi_1", amount: "10.99 USD" }
    ],
    [
      // The payment is known by its session.
      { object: "payment_intent", id: "pi_1", ...usd, metadata: { switchyard_session_payment: "order-1" } },
      { kind: "payment", reference: "order-1", amount: "10.99 USD" }
    ],
    [
      { object: "charge", id: "ch_1", ...usd, payment_intent: "pi_1", metadata: { switchyard_payment: "order-1" } },
      { kind: "payment", reference: "order-1", providerReference: "pi_1" }
    ],
    [
      {
        object: "checkout.session",
        id: "cs_1",
        amount_total: 1099,
        currency: "usd",
        status: "complete",
        payment_intent: "pi_1",
        metadata: { switchyard_payment: "order-1" }
      },
      {
        kind: "payment",
        reference: "order-1",
        providerReference: "cs_1",
        otherProviderReferences: ["pi_1"],
        amount: "10.99 USD"
      }
    ],
    [
      {
        object: "refund",
        id: "re_1",
        ...usd,
        payment_intent: "pi_1",
        metadata: { switchyard_refund: "back-1", switchyard_of: "order-1" }
      },
      {
        kind: "refund",
        reference: "back-1",
        providerReference: "re_1",
        amount: "10.99 USD",
        payment: { reference: "order-1", providerReference: "pi_1" }
      }
    ],
    [
      // Made at the desk, of the payment's own metadata: no refund of ours.
      { object: "refund", id: "re_1", ...usd, payment_intent: "pi_1", metadata: { switchyard_payment: "order-1" } },
      { kind: "refund", providerReference: "re_1", amount: "10.99 USD", payment: { providerReference: "pi_1" } }
    ],
    [
      { object: "dispute", id: "du_1", ...usd, payment_intent: "pi_1", metadata: {} },
      { kind: "dispute", providerReference: "du_1", amount: "10.99 USD", payment: { providerReference: "pi_1" } }
    ],
    [
      { object: "payout", id: "po_1", ...usd, metadata: { switchyard_payout: "out-1" } },
      { kind: "payout", reference: "out-1", providerReference: "po_1", amount: "10.99 USD" }
    ]
  ])("about %j says what it is about", ([object, told]) =>
    Effect.gen(function* () {
      const events = (yield* parse(event(object))).map(plain)
      assert.deepStrictEqual(events, [
        {
          ...told,
          trust: "verified",
          eventId: "evt_1",
          providerStatus: object.status,
          occurredAt: "2009-02-13T23:31:30.000Z"
        }
      ])
    })
  )

  it.effect.each([
    { object: "payment_intent", id: "pi_1", ...usd, metadata: {} },
    { object: "payment_intent", id: "pi_1", ...usd, metadata: { switchyard_refund: "back-1" } },
    {
      object: "payment_intent",
      id: "pi_1",
      ...usd,
      metadata: { switchyard_payment: "order-1", switchyard_namespace: "south" }
    },
    { object: "charge", id: "ch_1", ...usd, metadata: {} },
    { object: "checkout.session", id: "cs_1", metadata: {} },
    { object: "refund", id: "re_1", ...usd, payment_intent: null, metadata: {} },
    { object: "dispute", id: "du_1", ...usd, payment_intent: null },
    { object: "payout", id: "po_1", ...usd, metadata: {} },
    { object: "customer", id: "cus_1" },
    {}
  ])("about %j is none of ours", (object) =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* parse(event(object)), [])
    })
  )

  const ours = { object: "payout", id: "po_1", ...usd, metadata: { switchyard_payout: "out-1" } }

  it.effect("of the other mode is none of ours", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* parse(event(ours, { livemode: true })), [])
    })
  )

  it.effect("of a connected account names it as the context, and of our own none", () =>
    Effect.gen(function* () {
      const [of] = yield* parse(event(ours, { account: "acct_2" }))
      assert.deepInclude(of, { account: "acct_2", context: { connectedAccount: "acct_2" } })
      const [own] = yield* parse(event(ours, { account: "acct_1" }))
      assert.notProperty(own, "context")
    })
  )

  it.effect("is a hint where no secret is configured", () =>
    Effect.gen(function* () {
      const { webhookSecrets: _, ...rest } = options
      const { parseCallback } = yield* Stripe.make(rest)
      if (parseCallback === undefined) return assert.fail("no callbacks")
      const [of] = yield* parseCallback(event(ours))
      assert.deepInclude(of, { trust: "hint", reference: "out-1" })
    })
  )

  it.effect("that is none is refused, and anything else ends in words", () =>
    Effect.gen(function* () {
      for (const body of [
        "{}",
        "[]",
        "no",
        `{"object":"event"}`,
        `{"object":"event","id":"evt_1","livemode":1,"data":{}}`
      ]) {
        const end = yield* outcomeOf(parse(raw(body, signed(body))))
        assert.deepInclude(end, { _tag: "CallbackRejected", reason: "Malformed" })
      }
      yield* Effect.promise(() =>
        fc.assert(
          fc.asyncProperty(fc.oneof(fc.json(), fc.string()), async (body) => {
            const exit = await Effect.runPromise(Effect.exit(Effect.scoped(parse(raw(body, signed(body))))))
            assert.isTrue(Exit.isFailure(exit) || exit.value.length === 0)
          }),
          { numRuns: 200 }
        )
      )
    })
  )
})
