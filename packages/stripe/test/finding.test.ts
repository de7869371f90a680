/** Look-ups by our reference: which part of which list, how many pages of it, and what is ours there. */
import { assert, describe, it } from "@effect/vitest"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import { account, paymentRequest, payoutRequest, refundRequest } from "./support/account.ts"
import { changedBy } from "./support/fixtures.ts"
import { found } from "./support/plain.ts"
import { recorder } from "./support/recorder.ts"

const entry = (id: string, metadata: object, status = "requires_payment_method") =>
  JSON.stringify({ id, object: "x", metadata, status })

const ours = { switchyard_payment: "order-1" }

const list = (entries: ReadonlyArray<string>, more = false) =>
  `{"object":"list","has_more":${more},"data":[${entries.join(",")}]}`

const intent = (id: string, changes: object = {}) =>
  changedBy("payment-intent", {
    id,
    last_payment_error: null,
    status: "requires_payment_method",
    metadata: ours,
    ...changes
  })

const session = changedBy("checkout-session", {
  id: "cs_1",
  amount_total: 1099,
  currency: "usd",
  status: "open",
  payment_status: "unpaid",
  payment_intent: null,
  metadata: ours
})

/** The lists by path and query; a read by an id is answered with an object of it. */
const looking = (pages: (path: string, query: URLSearchParams) => string) =>
  recorder(({ url }) => {
    const { pathname, searchParams } = new URL(url)
    if (/\/(payment_intents|sessions|payouts|refunds)(\/search)?$/.test(pathname)) {
      return new Response(pages(pathname, searchParams))
    }
    const id = pathname.split("/").at(-1) ?? ""
    return new Response(id.startsWith("cs_") ? session : intent(id))
  })

const sentAfter = DateTime.makeUnsafe("2026-11-01T10:00:00.500Z")
const sentUntil = DateTime.makeUnsafe("2026-11-01T10:00:30.900Z")

const look = (
  options: object,
  pages: (path: string, query: URLSearchParams) => string,
  configured: Parameters<typeof account>[0] = {}
) =>
  Effect.gen(function* () {
    const { payments } = yield* account(configured)
    const { provide, sent } = looking(pages)
    const end = yield* provide(found(payments.get({ reference: "order-1" }, options)))
    return { end, asked: sent.map(({ url }) => decodeURIComponent(url.replace("https://api.stripe.com/v1/", ""))) }
  })

describe("a payment by our reference", () => {
  it.effect("is looked for where it can have been made, with a reserve at both ends", () =>
    Effect.gen(function* () {
      const request = yield* paymentRequest()
      const { asked, end } = yield* look({ request, sentAfter, sentUntil }, () => list([entry("pi_1", ours)]))
      assert.deepInclude(end, { providerReference: "pi_1", isUnique: true })
      const from = Date.UTC(2026, 10, 1, 9, 50) / 1_000
      const to = Date.UTC(2026, 10, 2, 10, 10, 30) / 1_000
      assert.deepStrictEqual(asked, [
        `payment_intents?limit=100&created[gte]=${from}&created[lte]=${to}`,
        "payment_intents/pi_1?expand[0]=latest_charge.balance_transaction"
      ])
    })
  )

  it.effect("is not found only when all pages were read", () =>
    Effect.gen(function* () {
      const request = yield* paymentRequest()
      const other = `${entry("pi_9", { switchyard_payment: "order-9" })},{"id":"pi_9","metadata":null}`
      const { asked, end } = yield* look({ request, sentAfter }, (_, query) =>
        query.has("starting_after") ? list([]) : list([other], true)
      )
      assert.deepInclude(end, { _tag: "NotFound" })
      assert.lengthOf(asked, 2)
      assert.include(asked[1], "starting_after=pi_9")
      // A page that says that there are more and shows none is no end.
      const cut = yield* look({ request, sentAfter }, () => list([], true))
      assert.deepInclude(cut.end, { _tag: "ReadFailed", reason: "ProviderUnavailable" })
    })
  )

  it.effect(
    "is looked for in the newest pages, then searched, where nobody knows when: nothing is proven by either",
    () =>
      Effect.gen(function* () {
        const request = yield* paymentRequest()
        const { asked, end } = yield* look({ request }, (_, query) =>
          query.has("query") ? list([]) : list([entry("pi_9", {})], true)
        )
        assert.deepInclude(end, { _tag: "ReadFailed", reason: "ProviderUnavailable" })
        assert.lengthOf(asked, 4)
        assert.strictEqual(
          asked[3]?.replaceAll("+", " "),
          "payment_intents/search?limit=100&query=metadata['switchyard_payment']:'order-1'"
        )
      })
  )

  it.effect("is searched for letter by letter, although the search knows no case", () =>
    Effect.gen(function* () {
      const request = yield* paymentRequest()
      const { end } = yield* look({ request }, (_, query) =>
        query.has("query")
          ? list([entry("pi_8", { switchyard_payment: "ORDER-1" }), entry("pi_1", ours)])
          : list([entry("pi_9", {})], true)
      )
      assert.deepInclude(end, { providerReference: "pi_1" })
    })
  )

  it.effect.each([
    // What was given up is left out where another one lives.
    [
      [
        ["pi_2", "requires_action"],
        ["pi_1", "canceled"]
      ],
      { providerReference: "pi_2", isUnique: true }
    ],
    [
      [
        ["pi_2", "canceled"],
        ["pi_1", "processing"]
      ],
      { providerReference: "pi_1", isUnique: true }
    ],
    [[["pi_1", "canceled"]], { providerReference: "pi_1", isUnique: true }],
    [
      [
        ["pi_2", "succeeded"],
        ["pi_1", "requires_action"]
      ],
      { providerReference: "pi_2", isUnique: false }
    ],
    [
      [
        ["pi_2", "canceled"],
        ["pi_1", "canceled"]
      ],
      { _tag: "ReadFailed", reason: "UnrecognisedAnswer" }
    ]
  ] as const)("of several that are marked so, %j, takes what lives", ([entries, expected]) =>
    Effect.gen(function* () {
      const request = yield* paymentRequest()
      const { end } = yield* look({ request, sentAfter }, () =>
        list(entries.map(([id, status]) => entry(id, ours, status)))
      )
      assert.deepInclude(end, expected)
    })
  )

  it.effect("on a page is looked for among sessions", () =>
    Effect.gen(function* () {
      const request = yield* paymentRequest({ method: "page", successUrl: "https://a.example/" })
      const { asked, end } = yield* look({ request, sentAfter }, () => list([entry("cs_1", ours, "open")]))
      assert.deepInclude(end, { providerReference: "cs_1", isUnique: true })
      assert.match(asked[0] ?? "", /^checkout\/sessions\?/)
      assert.strictEqual(asked[1], "checkout/sessions/cs_1?expand[0]=payment_intent.latest_charge.balance_transaction")
    })
  )

  it.effect("on a page of long ago is found by its intent, which can be searched", () =>
    Effect.gen(function* () {
      const request = yield* paymentRequest({ method: "page", successUrl: "https://a.example/" })
      const { asked, end } = yield* look({ request }, (path, query) => {
        if (query.has("query")) return list([entry("pi_1", { switchyard_session_payment: "order-1" })])
        if (query.has("payment_intent")) return list([entry("cs_1", ours, "complete")])
        return path.endsWith("sessions") ? list([entry("cs_9", {}, "open")], true) : list([])
      })
      assert.deepInclude(end, { providerReference: "cs_1" })
      assert.include(asked.at(-2), "checkout/sessions?limit=100&payment_intent=pi_1")
    })
  )

  it.effect("of which nobody knows the way is looked for in both lists", () =>
    Effect.gen(function* () {
      const { end } = yield* look({ sentAfter }, (path) =>
        path.endsWith("sessions")
          ? list([entry("cs_1", ours, "open")])
          : list([entry("pi_1", { switchyard_session_payment: "order-1" })])
      )
      assert.deepInclude(end, { providerReference: "cs_1" })
    })
  )

  it.effect("is of this installation alone", () =>
    Effect.gen(function* () {
      const request = yield* paymentRequest()
      const pages = () => list([entry("pi_1", ours)])
      const { end } = yield* look({ request, sentAfter }, pages, { namespace: "north" })
      assert.deepInclude(end, { _tag: "NotFound" })
    })
  )
})

it.effect("an entry whose metadata cannot be read may be ours", () =>
  Effect.gen(function* () {
    const request = yield* paymentRequest()
    for (const metadata of [`"x"`, "[]"]) {
      const { end } = yield* look({ request, sentAfter }, () => list([`{"id":"pi_9","metadata":${metadata}}`]))
      assert.deepInclude(end, { _tag: "ReadFailed", reason: "UnreadableAnswer" })
    }
  })
)

describe("a payout and a refund by our reference", () => {
  const payout = (id: string) => changedBy("payout", { id, metadata: { switchyard_payout: "out-1" } })
  const refund = (id: string) =>
    changedBy("refund", { id, payment_intent: "pi_1", metadata: { switchyard_refund: "back-1" } })

  const marked = { payouts: { switchyard_payout: "out-1" }, refunds: { switchyard_refund: "back-1" } }

  it.effect.each([
    ["payouts", 1, false],
    ["payouts", 2, false],
    ["payouts", 0, false],
    ["refunds", 1, false],
    ["refunds", 2, false],
    ["refunds", 0, false]
  ] as const)("of %s, where %i are marked so, is one or none", ([kind, count]) =>
    Effect.gen(function* () {
      const kinds = yield* account()
      const { provide, sent } = recorder(({ url }) => {
        const { pathname } = new URL(url)
        const id = pathname.split("/").at(-1) ?? ""
        if (pathname.endsWith(kind)) {
          return new Response(
            list(Array.from({ length: count }, (_, index) => entry(`x_${index}`, marked[kind], "paid")))
          )
        }
        return new Response(kind === "payouts" ? payout(id) : refund(id))
      })
      const end =
        kind === "payouts"
          ? yield* provide(
              found(kinds.payouts.get({ reference: "out-1" }, { request: yield* payoutRequest(), sentAfter }))
            )
          : yield* provide(found(kinds.refunds.get({ reference: "back-1" }, { request: yield* refundRequest() })))
      if (count === 1) assert.deepInclude(end, { providerReference: "x_0" })
      else assert.deepInclude(end, { _tag: count === 0 ? "NotFound" : "ReadFailed" })
      if (kind === "refunds") assert.include(sent[0]?.url, "payment_intent=pi_1")
    })
  )
})
