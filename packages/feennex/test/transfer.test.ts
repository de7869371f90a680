import { assert, describe, it } from "@effect/vitest"
import * as Json from "@switchyard/core/Json"
import { tellsWhereToPay } from "@switchyard/core/NextAction"
import * as Wire from "@switchyard/core/Wire"
import * as Result from "effect/Result"
import { readTransfer } from "../src/internal/transfer.ts"
import { plain } from "./support/plain.ts"

const json = (value: unknown): Json.Json => Result.getOrThrow(Json.parse(JSON.stringify(value)))

const read = (psData: Json.Json | undefined, currency: "RUB" | undefined = "RUB") => {
  const wire = Wire.reader()
  const { links, next } = readTransfer(psData, currency, wire)
  return { next: plain(next), links, anomalies: wire.anomalies.map(({ kind, message }) => `${kind} ${message}`) }
}

const nothing = { next: undefined, links: undefined, anomalies: [] }

describe("ps_data", () => {
  const documented = {
    amount: 1200,
    suggested_amount: "1200.37",
    bank: "TINKOFF",
    card: "4111111111111111",
    card_holder_name: "Ivanov Ivan Ivanovich",
    phone: 79999999999,
    qr_data: "https://qr.example.com/AS10003",
    qr_caption: "Agreement 17",
    expired: "1707152043.557505",
    receipt_url: "https://files.example.com/api/v1/order/1/receipt",
    receipt_status_url: "https://files.example.com/api/v1/order/1/receipt/status",
    receipt_web: "https://files.example.com/receipt/1"
  }
  const transfer = {
    next: {
      type: "transfer",
      bank: "TINKOFF",
      card: { hidden: "4111111111111111" },
      phone: { hidden: "79999999999" },
      holder: { hidden: "Ivanov Ivan Ivanovich" },
      qr: "https://qr.example.com/AS10003",
      qrCaption: "Agreement 17",
      amount: "1200.00 RUB",
      suggestedAmount: "1200.37 RUB",
      expiresAt: "2024-02-05T16:54:03.557Z",
      receiptPage: "https://files.example.com/receipt/1"
    },
    links: {
      upload: "https://files.example.com/api/v1/order/1/receipt",
      status: "https://files.example.com/api/v1/order/1/receipt/status",
      page: "https://files.example.com/receipt/1"
    },
    anomalies: []
  }

  it("as an object becomes a typed transfer", () => {
    assert.deepStrictEqual(read(json(documented)), transfer)
  })

  it("as JSON text becomes the same", () => {
    assert.deepStrictEqual(read(JSON.stringify(documented)), transfer)
  })

  it.each([
    ["null", null],
    ["missing", undefined],
    ["empty text", ""],
    ["an empty object", json({})],
    ["an array", json([])],
    ["the text null", "null"],
    ["a number", json(5)],
    ["members that are null or empty", json({ card: "", phone: null, qr_data: "", url: "", receipt_url: null })]
  ] as const)("that is %s asks for no transfer", (_, psData) => {
    assert.deepStrictEqual(read(psData), nothing)
  })

  it("that is broken text is noted, without being repeated", () => {
    const { anomalies, next } = read('{"card": "4111111111111111", "receipt_url": "https://example.com, }')
    assert.deepStrictEqual([anomalies, next], [["UnreadableField ps_data: is not JSON"], undefined])
  })

  it.each([
    ["1707152043.557505", "2024-02-05T16:54:03.557Z"],
    [1733226844.041605, "2024-12-03T11:54:04.041Z"],
    [1707152043, "2024-02-05T16:54:03.000Z"]
  ])("expires at Unix seconds, as text or number: %j", (expired, instant) => {
    assert.deepStrictEqual(read(json({ card: "1", expired })).next, {
      type: "transfer",
      card: { hidden: "1" },
      expiresAt: instant
    })
  })

  it.each(["soon", "-1", "1e99", 1e21, "2024-02-05 16:54:03", true, {}])(
    "does not believe the expiry %j and keeps the rest",
    (expired) => {
      const { anomalies, next } = read(json({ card: "1", expired }))
      assert.deepStrictEqual(next, { type: "transfer", card: { hidden: "1" } })
      assert.deepStrictEqual(anomalies, ["UnreadableField ps_data.expired: is not a Unix time"])
    }
  )

  it.each([
    [{ amount: 1200 }, { amount: "1200.00 RUB" }, false],
    [{ suggested_amount: "1200.37" }, { suggestedAmount: "1200.37 RUB" }, false],
    [{ expired: 1707152043 }, { expiresAt: "2024-02-05T16:54:03.000Z" }, false],
    [{ receipt_web: "https://f.example.com/1" }, { receiptPage: "https://f.example.com/1" }, false],
    [{ bank: "TINKOFF", card_holder_name: "I" }, { bank: "TINKOFF", holder: { hidden: "I" } }, false],
    [{ phone: "79" }, { phone: { hidden: "79" } }, true],
    [{ card: "4" }, { card: { hidden: "4" } }, true],
    [{ url: "https://qr.example.com/2" }, { qr: "https://qr.example.com/2" }, true]
  ])(
    "that states %j is a transfer with just that, and states itself whether it names where to pay",
    (data, transfer, namesPlace) => {
      const wire = Wire.reader()
      const { next } = readTransfer(json(data), "RUB", wire)
      assert.deepStrictEqual(plain(next), { type: "transfer", ...transfer })
      assert.strictEqual(next && tellsWhereToPay(next), namesPlace)
    }
  )

  it("with nothing but the addresses that we post receipts to asks the payer for nothing", () => {
    const { links, next } = read(json({ receipt_url: "https://f.example.com/1/receipt" }))
    assert.deepStrictEqual([next, links], [undefined, { upload: "https://f.example.com/1/receipt" }])
  })

  it("takes the QR address from url where qr_data is missing", () => {
    assert.deepStrictEqual(read(json({ url: "https://qr.example.com/2" })).next, {
      type: "transfer",
      qr: "https://qr.example.com/2"
    })
  })

  it.each(["javascript:alert(1)", "data:text/html,x", "//files.example.com", "https://"])(
    "sends no payer to the receipt page %j",
    (page) => {
      const { anomalies, links, next } = read(json({ card: "1", receipt_web: page }))
      assert.deepStrictEqual([links, next], [undefined, { type: "transfer", card: { hidden: "1" } }])
      assert.deepStrictEqual(anomalies, ["UnreadableField ps_data.receipt_web: not a page to send a payer to"])
    }
  )

  it.each([
    [{ amount: "12,50" }, "ps_data.amount: must be a decimal number written with digits and at most one dot"],
    [{ amount: 0.001 }, "ps_data.amount: must have at most 2 fraction digits"],
    [{ suggested_amount: {} }, "ps_data.suggested_amount: is not an amount"]
  ])("leaves out an amount that it cannot read exactly: %j", (member, message) => {
    const { anomalies, next } = read(json({ card: "1", ...member }))
    assert.deepStrictEqual(next, { type: "transfer", card: { hidden: "1" } })
    assert.deepStrictEqual(anomalies, [`UnreadableField ${message}`])
  })

  it.each([
    ["840", "USD"],
    [978, "EUR"],
    ["usd", "USD"],
    ["643", "RUB"]
  ])("that names the currency %j of the transfer itself has its amounts in that", (stated, currency) => {
    const data = { card: "1", currency: stated, amount: 5, suggested_amount: "5.01" }
    assert.deepStrictEqual(read(json(data)), {
      next: {
        type: "transfer",
        card: { hidden: "1" },
        currency,
        amount: `5.00 ${currency}`,
        suggestedAmount: `5.01 ${currency}`
      },
      links: undefined,
      anomalies: []
    })
  })

  it.each(["999", "coins", {}, 0])(
    "that names the unknown currency %j has no amounts, rather than wrong ones",
    (currency) => {
      const { anomalies, next } = read(json({ card: "1", currency, amount: 5 }))
      assert.deepStrictEqual(next, { type: "transfer", card: { hidden: "1" } })
      assert.deepStrictEqual(anomalies, [
        "UnreadableField ps_data.currency: is no currency that is known",
        "UnreadableField ps_data.amount: its currency is missing or unknown"
      ])
    }
  )

  it("with nothing but a currency asks the payer for nothing", () => {
    assert.deepStrictEqual(read(json({ currency: "643", method: "bank_rub" })), nothing)
  })

  it("reports the code of the method and the currency as they came, for a person", () => {
    const { statements } = readTransfer(json({ currency: "643", method: "bank_rub" }), "RUB", Wire.reader())
    assert.deepStrictEqual(statements, [
      ["ps_data.method", "bank_rub", "words"],
      ["ps_data.currency", "643", "words"]
    ])
  })

  it("leaves out amounts in a currency that is not known", () => {
    const wire = Wire.reader()
    const { next } = readTransfer(json({ card: "1", amount: 5 }), undefined, wire)
    assert.isUndefined(next?.amount)
    assert.deepStrictEqual(
      wire.anomalies.map(({ kind }) => kind),
      ["UnreadableField"]
    )
  })
})
