/** create_pay_out: what is sent for each destination, and what each answer proves. */
import { assert, describe, it } from "@effect/vitest"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import { sha256 } from "../src/internal/signing.ts"
import { fixture, fixtureMembers, fixtureWith } from "./support/fixtures.ts"
import { createPath, documentedBody, merchant, payoutRequest, signKey } from "./support/merchant.ts"
import { answerPost, expectPost, guardNetwork } from "./support/network.ts"
import { ended, outcomeOf } from "./support/plain.ts"

guardNetwork()

describe("an id by which no read could ask", () => {
  it.live.each([".", "..", ""])("such as %j is not taken: what create takes, a read can send back", (id) =>
    Effect.gen(function* () {
      answerPost(createPath, { body: fixtureWith("create-payout-answer", { internal_transaction_id: id }) })
      const end = yield* ended(create())
      assert.deepInclude(end, { _tag: "OutcomeUnknown", reason: "UnreadableAnswer" })
      assert.notProperty(end, "providerReference")
    })
  )
})

describe("a payout by debit", () => {
  it.effect("is refused by name, because the platform is sent what the recipient gets", () =>
    Effect.gen(function* () {
      const { payouts } = yield* merchant()
      const request = yield* payoutRequest({ amount: undefined, debit: { value: "1500.00", currency: "RUB" } })
      assert.deepNestedInclude(yield* ended(payouts.create(request)), {
        _tag: "NotExecuted",
        reason: "Unsupported",
        message: "debit: p2p takes no debit in RUB for sbp in RUB"
      })
    })
  )
})

const create = (changes: Readonly<Record<string, unknown>> = {}) =>
  Effect.gen(function* () {
    const { payouts } = yield* merchant()
    return yield* payouts.create(yield* payoutRequest(changes))
  })

// What the answer of the fixture states in USDT.
const inUsdt = [
  { label: "usdt_amount", value: "14.9630", unit: "USDT" },
  { label: "merchant_spent_usdt", value: "15.1126", unit: "USDT" },
  { label: "exchange_rate", value: "100.2472", unit: "RUB/USDT" }
]

describe("what is sent", () => {
  it.live(
    "is the document's example for its payout: every member, the requisite of the method only, the printed sign",
    () =>
      Effect.gen(function* () {
        expectPost(createPath, documentedBody, { body: fixture("create-payout-answer") })
        assert.deepStrictEqual(yield* outcomeOf(create()), {
          _tag: "Accepted",
          value: {
            reference: "order123",
            providerReference: "9f2c1f7e-0000-4000-8000-000000000001",
            status: "processing",
            providerStatus: "created",
            amount: "1500.00 RUB",
            debited: "15.1126 USDT",
            providerAmounts: inUsdt,
            receipts: [],
            notes: [{ name: "reject_callback_url", value: "https://elsewhere.example/reject/1" }],
            anomalies: []
          }
        })
      })
  )

  const bare = {
    order_id: "order123",
    fiat_amount: "1500.00",
    fiat_currency: "rub",
    success_callback_url: documentedBody.success_callback_url,
    error_callback_url: documentedBody.error_callback_url
  }
  const iban = "GB29NWBK60161331926819"
  const destinations = [
    [
      { type: "card", number: "4276345439581230" },
      { payment_method: "card", number_card: "4276345439581230", sign: ["4276345439581230"] }
    ],
    [
      { type: "account", number: "40817810099910004312", bic: "044525225", bank: "Sberbank" },
      {
        payment_method: "score",
        number_score: "40817810099910004312",
        bik: "044525225",
        bank_name: "Sberbank",
        sign: ["40817810099910004312"]
      }
    ],
    [
      { type: "iban", iban, holder: "Ivanov Ivan", bank: "Bank", bic: "NWBKGB2L" },
      {
        payment_method: "iban",
        iban_number: iban,
        full_name: "Ivanov Ivan",
        bank_name: "Bank",
        bik: "NWBKGB2L",
        sign: [iban]
      }
    ],
    [
      { type: "card", number: "4276345439581230", holder: "Ivanov Ivan", bank: "Sberbank" },
      {
        payment_method: "card",
        number_card: "4276345439581230",
        full_name: "Ivanov Ivan",
        bank_name: "Sberbank",
        sign: ["4276345439581230"]
      }
    ]
  ] as const

  it.live.each(destinations)("is exactly the requisite of the method for %j", ([destination, members]) =>
    Effect.gen(function* () {
      const { sign, ...rest } = members
      const body = { ...bare, ...rest, sign: sha256(`order123:1500.00:${sign[0]}:rub:${signKey}`) }
      expectPost(createPath, body, {
        body: fixtureWith("create-payout-answer", { payment_method: rest.payment_method })
      })
      const outcome = yield* ended(create({ destination, description: undefined, providerOptions: undefined }))
      assert.strictEqual(outcome._tag, "Accepted")
      assert.deepInclude(outcome.value, { anomalies: [] })
    })
  )

  // One place for two: `full_name`.
  const ivan = { type: "person", name: "Ivanov Ivan" } as const
  const card = { type: "card", number: "4276345439581230" } as const
  it.live.each<[what: string, named: object]>([
    ["the recipient's name alone", { destination: card, recipient: ivan }],
    ["the holder's name alone", { destination: { ...card, holder: "Ivanov Ivan" } }],
    ["the same name twice", { destination: { ...card, holder: "Ivanov Ivan" }, recipient: ivan }]
  ])("is full_name for %s", ([_, named]) =>
    Effect.gen(function* () {
      const requisite = { payment_method: "card", number_card: card.number, full_name: "Ivanov Ivan" }
      const sign = sha256(`order123:1500.00:${card.number}:rub:${signKey}`)
      expectPost(
        createPath,
        { ...bare, ...requisite, sign },
        { body: fixtureWith("create-payout-answer", { payment_method: "card" }) }
      )
      const outcome = yield* ended(create({ ...named, description: undefined, providerOptions: undefined }))
      assert.strictEqual(outcome._tag, "Accepted")
    })
  )

  it.effect("is no name where two differ: it is refused, and neither is sent", () =>
    Effect.gen(function* () {
      const destination = { ...card, holder: "Petrov Petr" }
      const issues = yield* ended(create({ destination, recipient: ivan }))
      assert.deepInclude(issues, { _tag: "NotExecuted", reason: "InvalidRequest" })
      assert.match(String(Reflect.get(issues, "message")), /^recipient\.name: is another name than destination\.holder/)
      const long = { destination: card, recipient: { type: "person", name: "x".repeat(129) } }
      assert.match(String(Reflect.get(yield* ended(create(long)), "message")), /^recipient\.name: must be at most 128/)
    })
  )

  it.live("is an amount with exactly two digits, which is also what is signed", () =>
    Effect.gen(function* () {
      const { payouts } = yield* merchant({ currencies: ["JPY", "BHD"] })
      for (const [value, currency, text] of [
        ["1500", "JPY", "1500.00"],
        ["12.340", "BHD", "12.34"]
      ] as const) {
        const fiat_currency = currency.toLowerCase()
        const sign = sha256(`order123:${text}:79161234567:${fiat_currency}:${signKey}`)
        const stated = { fiat_amount: text, fiat_currency }
        expectPost(
          createPath,
          { ...documentedBody, ...stated, sign },
          { body: fixtureWith("create-payout-answer", stated) }
        )
        const outcome = yield* ended(payouts.create(yield* payoutRequest({ amount: { value, currency } })))
        assert.strictEqual(outcome._tag, "Accepted")
        assert.deepInclude(outcome.value, { anomalies: [] })
      }
    })
  )

  it.live("goes to the merchant's name, encoded", () =>
    Effect.gen(function* () {
      const { payouts } = yield* merchant({ merchant: "a/b&ü" })
      answerPost("/api/merchant/a%2Fb%26%C3%BC/create_pay_out/", { body: fixture("create-payout-answer") })
      assert.strictEqual((yield* payouts.create(yield* payoutRequest()))._tag, "Accepted")
    })
  )

  it.effect("is nothing once the deadline has passed", () =>
    Effect.gen(function* () {
      const { payouts } = yield* merchant()
      const sending = payouts.create(yield* payoutRequest(), { deadline: DateTime.makeUnsafe(0) })
      assert.deepInclude(yield* ended(sending), { _tag: "NotExecuted", reason: "TimedOut" })
    })
  )
})

describe("a refusal", () => {
  const refusals = [
    ["error-overloading-requisite", "ProviderUnavailable", "overloading requisite"],
    ["error-low-balance", "InsufficientFunds", "low balance"],
    ["error-method-disabled", "MethodUnavailable", "this payment method is disabled for your merchant"]
  ] as const

  it.live.each(refusals)("is %s, with reason %s", ([name, reason, text]) =>
    Effect.gen(function* () {
      for (const status of [200, 400, 403]) {
        answerPost(createPath, { body: fixture(name), status })
        assert.deepStrictEqual(yield* outcomeOf(create()), {
          _tag: "Rejected",
          provider: "p2p",
          operation: "payouts.create",
          reason,
          providerCode: text,
          message: text
        })
      }
    })
  )

  it.live("is a documented text whatever its case and the blanks around it", () =>
    Effect.gen(function* () {
      for (const error of ["LOW Balance", "  low balance\r\n", "\u00a0Low Balance"]) {
        answerPost(createPath, { body: JSON.stringify({ ok: false, error }) })
        assert.deepInclude(yield* ended(create()), {
          _tag: "Rejected",
          reason: "InsufficientFunds",
          providerCode: "low balance"
        })
      }
    })
  )
})

describe("an unknown outcome", () => {
  const low = { ok: false, error: "low balance" }
  const answers: ReadonlyArray<readonly [name: string, body: string, status: number, reason: string, message: string]> =
    [
      ["another text", '{"ok":false,"error":"order exists"}', 200, "UnrecognisedAnswer", "order exists"],
      ["another text with 404", '{"ok":false,"error":"not found"}', 404, "UnrecognisedAnswer", "not found"],
      ["a failure without text", '{"ok":false}', 200, "UnreadableAnswer", "HTTP 200, ok false"],
      ["a text that is none", '{"ok":false,"error":["low balance"]}', 200, "UnreadableAnswer", "HTTP 200, ok false"],
      [
        "ok as text",
        '{"ok":"false","error":"low balance"}',
        200,
        "UnreadableAnswer",
        'ok "false", error "low balance"'
      ],
      [
        "a text without ok",
        '{"error":"low balance"}',
        400,
        "UnreadableAnswer",
        'HTTP 400, ok null, error "low balance"'
      ],
      [
        "a text that is too long",
        JSON.stringify({ ok: false, error: `low balance${" x".repeat(1100)}` }),
        200,
        "UnreadableAnswer",
        "low balance"
      ],
      ["a refusal with 500", JSON.stringify(low), 500, "ProviderUnavailable", "HTTP 500: low balance"],
      [
        "a refusal with 302",
        JSON.stringify(low),
        302,
        "UnreadableAnswer",
        "HTTP 302 contradicts its body: low balance"
      ],
      ...["t-1", 4711, "x".repeat(73), { id: "t-1" }].map(
        (id) =>
          [
            `a refusal with the id ${JSON.stringify(id).slice(0, 16)} of a payout`,
            JSON.stringify({ ...low, internal_transaction_id: id }),
            200,
            "UnrecognisedAnswer",
            "low balance"
          ] as const
      ),
      ...[
        "Error: LOW Balance!",
        "low balance.",
        "low  balance",
        "not low balance",
        "order123 is being paid; the previous attempt ended with low balance",
        "overloading requisite, sent to another one",
        "this payment method is disabled for your merchant since today"
      ].map(
        (error) =>
          [
            `a text that only contains a documented one: ${error}`,
            JSON.stringify({ ok: false, error }),
            200,
            "UnrecognisedAnswer",
            error
          ] as const
      ),
      ["success with 500", fixture("create-payout-answer"), 500, "ProviderUnavailable", "HTTP 500"],
      ["success with 400", fixture("create-payout-answer"), 400, "UnreadableAnswer", "HTTP 400 contradicts its body"],
      [
        "success with an error",
        fixtureWith("create-payout-answer", { error: "low balance" }),
        200,
        "UnreadableAnswer",
        'ok true, error "low balance"'
      ],
      [
        "all members but ok",
        fixtureWith("create-payout-answer", { ok: undefined }),
        200,
        "UnreadableAnswer",
        "ok null"
      ],
      ["ok as a number", fixtureWith("create-payout-answer", { ok: 1 }), 200, "UnreadableAnswer", "ok 1"],
      ["HTML", "<html>low balance</html>", 200, "UnreadableAnswer", "HTTP 200, not valid JSON"],
      [
        "a cut answer",
        fixture("create-payout-answer").slice(0, 60),
        200,
        "UnreadableAnswer",
        "HTTP 200, not valid JSON"
      ],
      [
        "a member given twice",
        '{"ok":true,"ok":false,"error":"low balance"}',
        200,
        "UnreadableAnswer",
        "duplicate key"
      ],
      ["nothing", "", 204, "UnreadableAnswer", "HTTP 204, not valid JSON"],
      ["null", "null", 200, "UnreadableAnswer", "ok null"],
      ["an array", "[]", 200, "UnreadableAnswer", "ok null"]
    ]

  it.live.each(answers)("is %s", ([, body, status, reason, message]) =>
    Effect.gen(function* () {
      answerPost(createPath, { body, status })
      const outcome = yield* ended(create())
      assert.deepInclude(outcome, { _tag: "OutcomeUnknown", reference: "order123", reason })
      assert.include(outcome.message, message)
    })
  )

  it.live.each([
    "internal_transaction_id",
    "fiat_amount",
    "usdt_amount",
    "merchant_spent_usdt",
    "fiat_currency",
    "exchange_rate",
    "payment_method"
  ])("is success without a readable %s", (name) =>
    Effect.gen(function* () {
      for (const value of [undefined, null, {}, name === "internal_transaction_id" ? "x".repeat(73) : [1]]) {
        answerPost(createPath, { body: fixtureWith("create-payout-answer", { [name]: value }) })
        assert.deepInclude(yield* ended(create()), { _tag: "OutcomeUnknown", reason: "UnreadableAnswer" })
      }
    })
  )

  it.live("keeps the platform's id where the answer still has it", () =>
    Effect.gen(function* () {
      for (const status of [200, 502]) {
        answerPost(createPath, { body: fixtureWith("create-payout-answer", { ok: null }), status })
        const providerReference = fixtureMembers("create-payout-answer").internal_transaction_id
        assert.deepInclude(yield* ended(create()), { _tag: "OutcomeUnknown", providerReference })
      }
    })
  )

  it.live("follows no redirect, which would turn the payout into something else", () =>
    Effect.gen(function* () {
      answerPost(createPath, { body: "", status: 301, headers: { location: "https://p2p.example/api/merchant/acme/" } })
      assert.deepInclude(yield* ended(create()), { _tag: "OutcomeUnknown", reason: "UnreadableAnswer" })
    })
  )
})

describe("an accepted payout", () => {
  it.live("reports as an anomaly what differs from what was asked for", () =>
    Effect.gen(function* () {
      const kinds = (changes: Readonly<Record<string, unknown>>) =>
        Effect.gen(function* () {
          answerPost(createPath, { body: fixtureWith("create-payout-answer", changes) })
          const outcome = yield* create()
          return outcome._tag === "Accepted" ? outcome.value.anomalies.map(({ kind }) => kind) : [outcome._tag]
        })
      assert.deepStrictEqual(yield* kinds({ fiat_amount: "1500.01" }), ["AmountDiffers"])
      assert.deepStrictEqual(yield* kinds({ fiat_amount: "1500.001" }), ["UnreadableField"])
      assert.deepStrictEqual(yield* kinds({ fiat_currency: "usd" }), ["CurrencyDiffers"])
      assert.deepStrictEqual(yield* kinds({ fiat_currency: "???" }), [
        "UnreadableField",
        "CurrencyDiffers",
        "UnreadableField"
      ])
      assert.deepStrictEqual(yield* kinds({ payment_method: "card" }), ["DestinationDiffers"])
      assert.deepStrictEqual(yield* kinds({ fiat_amount: 1500, fiat_currency: "RUB" }), [])
    })
  )

  it.live("needs no address for its cancellation, and reports none that could be acted upon", () =>
    Effect.gen(function* () {
      const accepted = (reject_callback_url: unknown) =>
        Effect.gen(function* () {
          answerPost(createPath, { body: fixtureWith("create-payout-answer", { reject_callback_url }) })
          const outcome = yield* ended(create())
          assert.strictEqual(outcome._tag, "Accepted")
          return outcome.value
        })
      for (const url of [undefined, null]) {
        const value = yield* accepted(url)
        assert.deepInclude(value, { anomalies: [] })
        assert.notProperty(value, "notes")
      }
      const personal = `https://p2p.example/79161234567/CUST12345/Ivanov%20Ivan%20Ivanovich?key=${signKey}`
      assert.deepInclude(yield* accepted(personal), {
        notes: [{ name: "reject_callback_url", value: "https://p2p.example/***/***/***?***" }]
      })
      assert.deepInclude(yield* accepted("ftp://p2p.example/"), {
        anomalies: [
          { kind: "UnreadableField", message: "reject_callback_url: is not a web address of at most 512 characters" }
        ]
      })
    })
  )

  it.live("keeps what the platform states in USDT as the text it is, also a number", () =>
    Effect.gen(function* () {
      const body = fixture("create-payout-answer").replace('"14.9630"', "14.9630")
      answerPost(createPath, { body })
      const outcome = yield* ended(create())
      assert.deepInclude(outcome.value, {
        debited: "15.1126 USDT",
        providerAmounts: inUsdt,
        anomalies: []
      })
    })
  )

  it.live("keeps none of it that cannot be read exactly, and reports it", () =>
    Effect.gen(function* () {
      const accepted = (changes: Readonly<Record<string, unknown>>) =>
        Effect.gen(function* () {
          answerPost(createPath, { body: fixtureWith("create-payout-answer", changes) })
          return Object((yield* ended(create())).value)
        })
      const fine = yield* accepted({ merchant_spent_usdt: "15.1126001" })
      assert.strictEqual(fine.debited, "15.1126001 USDT")
      assert.deepInclude(fine.providerAmounts, { label: "merchant_spent_usdt", value: "15.1126001", unit: "USDT" })
      assert.deepStrictEqual(fine.anomalies, [])
      const odd = yield* accepted({ fiat_currency: "???" })
      assert.deepStrictEqual(odd.providerAmounts, inUsdt.slice(0, 2))
      assert.deepInclude(odd.anomalies, {
        kind: "UnreadableField",
        message: "exchange_rate: its currency is missing or unknown"
      })
    })
  )
})
