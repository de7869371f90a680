import { describe, expect, it } from "vitest"
import { address, figures, merchant, origin, setUp } from "./support.ts"

describe("status_pay_out", () => {
  it("answers with the document's members", async () => {
    const { create, status, clock } = setUp()
    const { internal_transaction_id: id } = await create()
    await clock.advance(5_000)
    expect(await status()).toEqual({
      ok: true,
      order_id: "order123",
      type: "pay_out",
      status: "successful",
      ...figures,
      created_at: "2025-01-01T00:00:00Z",
      updated_at: "2025-01-01T00:00:05Z",
      number_card: null,
      phone_number: "79161234567",
      number_score: null,
      iban_number: null,
      full_name: "Ivanov Ivan Ivanovich",
      bank_name: "Sberbank",
      cheque_urls: [`${origin}/cheques/${id}/1`, `${origin}/cheques/${id}/2`]
    })
  })

  it.each([
    ["card", "number_card"],
    ["score", "number_score"],
    ["iban", "iban_number"]
  ] as const)("of %s names only %s, and null for persons the request did not name", async (method, name) => {
    const { create, status } = setUp()
    await create({}, method)
    const answer = await status()
    const given = ["number_card", "phone_number", "number_score", "iban_number"].filter((key) => answer[key] !== null)
    expect(given).toEqual([name])
    expect([answer.full_name, answer.bank_name]).toEqual([null, null])
  })

  it("has receipts only where there are some", async () => {
    const { create, status, admin, clock, p2p } = setUp()
    await create()
    expect(await status()).not.toHaveProperty("cheque_urls")
    admin.cheques("order123", ["https://yourwebsite.com/cheque1.pdf"])
    await clock.advance(5_000)
    expect((await status()).cheque_urls).toEqual(["https://yourwebsite.com/cheque1.pdf"])
    admin.cheques("order123", [])
    expect(await status()).not.toHaveProperty("cheque_urls")
    admin.settings({ cheques: 1 })
    await create({ order_id: "order124" })
    await clock.advance(5_000)
    const [url = ""] = (await status("order124")).cheque_urls as ReadonlyArray<string>
    expect(await (await p2p.fetch(url)).text()).toContain("1500.00 rub")
    expect((await p2p.fetch(url.replace(/1$/, "2"))).status).toBe(404)
  })

  it("takes the order_id, the transaction id or both, as switched", async () => {
    const { create, status, admin } = setUp({ settings: { pollingAgreed: true } })
    const id = String((await create({ order_id: "a/b c" })).internal_transaction_id)
    const ways = async () => [(await status("a/b c")).ok, (await status(id)).ok]
    expect(await ways()).toEqual([true, false])
    admin.settings({ payoutIdInPath: "transactionId" })
    expect(await ways()).toEqual([false, true])
    admin.settings({ payoutIdInPath: "both" })
    expect(await ways()).toEqual([true, true])
  })

  it("is found as long after its creation as is switched", async () => {
    const { create, status, admin, clock } = setUp({ settings: { pollingAgreed: true, readLag: 30_000 } })
    await create()
    expect((await status()).ok).toBe(false)
    await clock.advance(29_999)
    expect((await status()).ok).toBe(false)
    await clock.advance(1)
    expect((await status()).ok).toBe(true)
    expect(admin.held()).toHaveLength(1)
  })

  it("answers for an unknown id in undocumented words, and for a used one by the newest payout", async () => {
    const { create, status } = setUp()
    expect(await status("nobody")).toEqual({ ok: false, error: "pay out not found" })
    await create({ fiat_amount: "1.00" })
    await create({ fiat_amount: "2.00" })
    expect((await status()).fiat_amount).toBe("2.00")
  })
})

describe("in status answers and callbacks,", () => {
  const requisites = ["number_card", "number_score", "iban_number"]

  it.each([
    ["null", null],
    ["absent", undefined],
    ["empty", ""]
  ] as const)("members without a value are %s in both", async (gaps, value) => {
    const { create, status, admin, received } = setUp({ settings: { gaps } })
    await create({ full_name: undefined })
    await admin.setStatus("order123", "successful")
    for (const answer of [await status(), JSON.parse(received[0]?.body ?? "{}") as Record<string, unknown>]) {
      expect(answer).toMatchObject({ phone_number: "79161234567", bank_name: "Sberbank" })
      for (const name of [...requisites, "full_name"]) {
        expect([name, answer[name], name in answer]).toEqual([name, value, value !== undefined])
      }
    }
  })

  it.each([
    ["utc", "2025-01-01T00:00:00Z"],
    ["micro", "2025-01-01T00:00:00.000000Z"],
    ["zoned", "2025-01-01T03:00:00+03:00"]
  ] as const)("times are written %s", async (times, created_at) => {
    const { create, status, clock } = setUp({ settings: { times } })
    await create()
    await clock.advance(5_000)
    expect(await status()).toMatchObject({ created_at, updated_at: created_at.replace(":00:00", ":00:05") })
  })

  it("ok may be missing from the status answer as from the create answer, and a failure is still marked", async () => {
    const { create, status } = setUp({ settings: { okInStatusAnswer: false, okInCreateAnswer: false } })
    expect(await create()).not.toHaveProperty("ok")
    const answer = await status()
    expect(answer).not.toHaveProperty("ok")
    expect(answer).toMatchObject({ order_id: "order123", status: "expectation" })
    expect(await status("nobody")).toMatchObject({ ok: false })
  })
})

describe("polling without agreement", () => {
  it("is answered 429 with Retry-After, counted, and possible again when that is over", async () => {
    const { create, get, admin, clock } = setUp()
    await create()
    const read = async () => {
      const answer = await get("status_pay_out/order123/")
      return [answer.status, answer.headers.get("retry-after")]
    }
    for (let count = 0; count < 5; count += 1) {
      expect(await read()).toEqual([200, null])
      await clock.advance(60_000)
    }
    expect(admin.violations()).toEqual([])
    expect(await read()).toEqual([429, "300"])
    expect(admin.violations()).toEqual([
      {
        at: clock.now(),
        kind: "tooEarly",
        endpoint: "status_pay_out",
        reference: "order123",
        detail: "more than 5 reads of one payout in 600000 ms without an agreement on polling"
      }
    ])
    await clock.advance(299_001)
    expect(await read()).toEqual([429, "1"])
    await clock.advance(999)
    expect(await read()).toEqual([200, null])
    expect(await read()).toEqual([429, "60"])
  })

  it("is watched per payout, by whichever id, also one nobody knows, and only for who has the key", async () => {
    const { create, status, get, admin } = setUp({ settings: { statusReads: 2, payoutIdInPath: "both" } })
    const id = String((await create()).internal_transaction_id)
    await create({ order_id: "order124" })
    const init = { headers: { "content-type": "application/json", "x-api-key": "wrong" } }
    for (let count = 0; count < 5; count += 1) await get("status_pay_out/order123/", init)
    expect([(await status()).ok, (await status(id)).ok, (await status(id)).error]).toEqual([
      true,
      true,
      "too many requests"
    ])
    expect((await status("order124")).ok).toBe(true)
    await status("nobody")
    await status("nobody")
    expect((await status("nobody")).error).toBe("too many requests")
    expect(admin.violations()).toHaveLength(2)
  })

  it("is no matter once it is agreed upon", async () => {
    const { create, status, admin } = setUp({ settings: { pollingAgreed: true, statusReads: 0 } })
    await create()
    for (let count = 0; count < 50; count += 1) expect((await status()).ok).toBe(true)
    expect(admin.violations()).toEqual([])
  })

  it("counts reads whose answers are lost", async () => {
    const { create, status, admin } = setUp({ settings: { statusReads: 1 } })
    await create()
    admin.fault({ kind: "resetAfter" }, { endpoint: "status_pay_out" })
    await expect(status()).rejects.toThrow(TypeError)
    expect((await status()).error).toBe("too many requests")
  })
})

describe("the merchant status", () => {
  it("shows USDT as JSON numbers with their own text, and what is switched on", async () => {
    const { create, get, admin } = setUp({
      merchants: [{ ...merchant, balance: "115.2623" }],
      rates: { rub: "100.2472", eur: "0.92" },
      ecom: { russian: true, international: false }
    })
    await create()
    admin.method("iban", false, "rub")
    const text = await (await get("status/")).text()
    expect(text).toContain('{"ok":true,"balance":115.2623,"hold":15.2623,"available":100.0,')
    const { payment_ecom_statuses, payment_methods } = JSON.parse(text) as Record<string, unknown>
    expect(payment_ecom_statuses).toEqual({ russian: true, international: false })
    expect(payment_methods).toMatchObject([
      { currency: "rub", statuses: { pay_in_card: false, pay_out_card: true, pay_out_iban: false } },
      { currency: "eur", statuses: { pay_out_iban: true } }
    ])
  })

  it("is nothing to POST to", async () => {
    const { p2p } = setUp()
    expect((await p2p.fetch(address("status/"), { method: "POST", body: "{}" })).status).toBe(405)
  })
})
