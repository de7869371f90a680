/** The providers' own words: characters that no database takes, and the merchant's people in odd groupings. */
import { describe, expect, it } from "vitest"
import { Feennex } from "../src/index.ts"
import * as P2p from "./p2p/support.ts"
import { adminClient, body, origin, post, secret, setUp } from "./support.ts"

const nasty = "Rejected\u0000 \ud83d and \udc00"

describe("a scripted text", () => {
  it("may hold NUL and half of a surrogate pair, and arrives as JSON that holds them", async () => {
    const { call, admin, feennex, clock } = setUp()
    admin.fault({ kind: "error", code: 9, message: nasty }, { endpoint: "/withdraw/create" })
    expect((await call("/withdraw/create")).message).toBe(nasty)
    admin.plan("payout", [{ status: 6, after: 0, rejectedReason: nasty }])
    expect((await call("/withdraw/create")).data.rejected_reason).toBe(nasty)
    expect((await call("/withdraw/status")).data.rejected_reason).toBe(nasty)
    await call("/invoice/create")
    await clock.advance(1000)
    await adminClient(feennex.fetch, origin).send("/payments/o-1/reject", { reason: nasty })
    expect((await call("/invoice/check")).data.ps_data).toMatchObject({ rejected_reason: nasty })
  })

  it("may be put together without such characters at hand", async () => {
    const { call, admin } = setUp()
    admin.fault({ kind: "error", message: "no{nul}thing {half}" })
    expect((await call("/withdraw/create")).message).toBe("no\u0000thing \ud83d")
  })

  it.each([
    ["Card {account} unknown", "Card 4111111111111111 unknown"],
    ["{account:.}", "4111.1111.1111.1111"],
    ["{account:/}", "4111/1111/1111/1111"],
    ["{account:%20}", "4111%201111%201111%201111"],
    ["{account:6-}", "411111-111111-1111"],
    ["{holder:upper}, {email:upper}", "IVANOV IVAN, PAYEE@EXAMPLE.COM"],
    ["{phone:3 }", "+79 161 234 567"],
    ["{nobody} {} { account }", "{nobody} {} { account }"]
  ])("repeats what was given: %s", async (message, expected) => {
    const { call, admin } = setUp()
    const given = { account_details: { holder: "Ivanov Ivan", phone: "+79161234567" } }
    admin.fault({ kind: "error", code: 13, message }, { endpoint: "/withdraw/create" })
    expect((await call("/withdraw/create", given)).message).toBe(expected)
    admin.plan("payout", [{ status: 6, after: 0, rejectedReason: message }])
    expect((await call("/withdraw/create", given)).data.rejected_reason).toBe(expected)
  })

  it("repeats on a read what was given at creation", async () => {
    const { call, admin } = setUp()
    await call("/withdraw/create")
    admin.fault({ kind: "error", code: 2000, message: "{account:.} of {email}" }, { endpoint: "/withdraw/status" })
    expect((await call("/withdraw/status")).message).toBe("4111.1111.1111.1111 of payee@example.com")
    await call("/invoice/create", { email: "payer@example.com" })
    admin.fault({ kind: "error", message: "{email}" }, { endpoint: "/invoice/check" })
    expect((await call("/invoice/check")).message).toBe("payer@example.com")
  })

  it("of the P2P platform does the same on create, on a read and on a cancellation", async () => {
    const { create, status, cancel, admin } = P2p.setUp({ settings: { pollingAgreed: true } })
    const message = `${nasty} {phone_number:3 } {full_name:upper} {customer}`
    const expected = `${nasty} 791 612 345 67 IVANOV IVAN IVANOVICH CUST12345`
    admin.fault({ kind: "error", message }, { endpoint: "create_pay_out" })
    expect((await create()).error).toBe(expected)
    await create()
    for (const endpoint of ["status_pay_out", "rejected_pay_out"]) admin.fault({ kind: "error", message }, { endpoint })
    expect((await status()).error).toBe(expected)
    expect((await cancel()).error).toBe(expected)
  })
})

describe("what is personal", () => {
  const details = { holder: "Ivanov Ivan", iban: "DE89370400440532013000", nothing: "" }
  const given = { account_details: details, description: "Payout" }

  it.each([
    ["{personal}", "4111111111111111, payee@example.com, Ivanov Ivan, DE89370400440532013000"],
    ["{personal:.}", "4111.1111.1111.1111, payee@example.com, Ivanov Ivan, DE89.3704.0044.0532.0130.00"],
    ["{personal:upper}", "4111111111111111, PAYEE@EXAMPLE.COM, IVANOV IVAN, DE89370400440532013000"],
    ["{personal:url}", "4111111111111111, payee%40example.com, Ivanov%20Ivan, DE89370400440532013000"]
  ])("is repeated as a whole by %s", async (message, expected) => {
    const { call, admin } = setUp()
    admin.fault({ kind: "error", message })
    expect((await call("/withdraw/create", given)).message).toBe(expected)
  })

  it("may stand in any body, such as a proxy's page", async () => {
    const { feennex, admin } = setUp()
    admin.fault({ kind: "answer", status: 502, contentType: "text/html", body: "<p>{account:%20} {css}</p>" })
    const answer = await feennex.fetch(post(`${origin}/withdraw/create`, body("/withdraw/create")))
    expect(await answer.text()).toBe("<p>4111%201111%201111%201111 {css}</p>")
  })

  it("follows all of Feennex's own words under the setting echo", async () => {
    const { call, admin, clock, received } = setUp({ settings: { echo: " ({personal:/})" } })
    const payee = "4111/1111/1111/1111, payee@example.com"
    admin.setBalance("840", "0")
    expect(await call("/withdraw/create")).toMatchObject({
      error_code: 9,
      message: `Insufficient balance(currency=840): shop_write_off=1.02, balance=0.0 (${payee})`
    })
    admin.setBalance("840", "100")
    admin.plan("payout", [{ status: 6, after: 0, rejectedReason: "Wrong card" }])
    expect((await call("/withdraw/create")).data.rejected_reason).toBe(`Wrong card (${payee})`)
    expect((await call("/withdraw/status")).data.rejected_reason).toBe(`Wrong card (${payee})`)
    const urls = { callback_rejected_url: "http://127.0.0.1:9/failed" }
    await call("/invoice/create", { ...urls, email: "payer@example.com" })
    await clock.advance(1000)
    await admin.reject("o-1", "No")
    expect((await call("/invoice/check")).data.ps_data).toMatchObject({ rejected_reason: "No (payer@example.com)" })
    const noticed = new URLSearchParams(received[0]?.body).get("ps_data") ?? ""
    expect(JSON.parse(noticed)).toMatchObject({ rejected_reason: "No (payer@example.com)" })
    expect((await call("/check_account", { amount: 0.1 })).message).toContain("min: 1.0 (4111/1111/1111/1111)")
    const unknown = await call("/withdraw/shop_payment_status", { shop_payment_id: "nobody" })
    expect(unknown.message).toBe("Withdraw (id=nobody) wasn't found")
  })

  it("follows the P2P platform's own texts but the documented refusals, which are exact", async () => {
    const { create, status, cancel, admin } = P2p.setUp({ settings: { echo: ": {personal:3.}" } })
    const person = "791.612.345.67, Ivanov Ivan Ivanovich, CUST12345"
    expect((await create({ sign: "wrong" })).error).toBe(`invalid sign: ${person}`)
    admin.setBalance("0")
    expect((await create()).error).toBe("low balance")
    admin.settings({ refusalTexts: "longer" })
    expect((await create()).error).toBe(`low balance: the request is kept and will be tried again: ${person}`)
    admin.setBalance("100")
    await create()
    admin.settings({ payoutIdInPath: "transactionId" })
    expect((await status()).error).toBe(`pay out not found: ${person}`)
    await cancel()
    expect((await cancel()).error).toBe(`pay out is already closed: ${person}`)
  })
})

describe("a scripted callback", () => {
  it("may repeat what was given, and lack any field, with a sign that fits", async () => {
    const { call, admin, received } = setUp()
    await call("/invoice/create", { callback_url: "http://127.0.0.1:9/paid", email: "payer@example.com" })
    const changes = { ps_data: '{"rejected_reason": "{email:upper}"}' }
    await admin.sendCallback("o-1", "success", { changes, without: ["email", "processed", "payment_id"] })
    const fields = Object.fromEntries(new URLSearchParams(received[0]?.body))
    expect(JSON.parse(fields.ps_data ?? "")).toEqual({ rejected_reason: "PAYER@EXAMPLE.COM" })
    for (const name of ["email", "processed", "payment_id"]) expect(fields).not.toHaveProperty(name)
    expect(fields.sign).toBe(Feennex.signCallback(fields, secret))
  })

  it("of the P2P platform does the same", async () => {
    const { create, admin, received } = P2p.setUp()
    await create()
    const changes = { bank_name: "{phone_number:/}", more: "{full_name:url}" }
    await admin.sendCallback("order123", "successful", { changes, without: ["updated_at", "full_name"] })
    const fields = JSON.parse(received[0]?.body ?? "{}") as Record<string, unknown>
    expect(fields).toMatchObject({ bank_name: "7916/1234/567", more: "Ivanov%20Ivan%20Ivanovich" })
    for (const name of ["updated_at", "full_name"]) expect(fields).not.toHaveProperty(name)
  })

  it("names its missing fields in an array of texts", async () => {
    const { admin } = adminClient(setUp().feennex.fetch, origin)
    for (const without of ["email", [1]]) {
      expect((await admin("POST", "/callbacks/scripts", { script: { without } })).status).toBe(400)
    }
  })
})

describe("the fault change", () => {
  it("puts any value into the data of an answer, which is otherwise the provider's own", async () => {
    const { call, admin } = setUp()
    admin.fault({ kind: "change", members: { rejected_reason: nasty, payee_receive: "1,00", more: [1.5, null] } })
    const { data } = await call("/withdraw/create")
    expect(data).toMatchObject({ rejected_reason: nasty, payee_receive: "1,00", more: [1.5, null], status: 1 })
    expect(admin.operations()).toHaveLength(1)
    expect((await call("/withdraw/status")).data).not.toHaveProperty("more")
  })

  it("changes an answer without data on its first level", async () => {
    const { create, status, admin } = P2p.setUp()
    await create()
    admin.fault({ kind: "change", members: { full_name: nasty, bank_name: null } }, { endpoint: "status_pay_out" })
    expect(await status()).toMatchObject({ ok: true, full_name: nasty, bank_name: null, order_id: "order123" })
  })

  it("leaves members out, of the data or of the whole answer, and changes either", async () => {
    const { call, admin } = setUp()
    await call("/withdraw/create")
    admin.fault({ kind: "change", members: { more: 1 }, without: ["ps_currency", "status"] })
    const { data } = await call("/withdraw/status")
    expect(data).toMatchObject({ more: 1, shop_payment_id: "p-1" })
    for (const name of ["ps_currency", "status"]) expect(data).not.toHaveProperty(name)
    admin.fault({ kind: "change", members: { message: "Nok" }, without: ["result"], at: "top" })
    const whole = await call("/withdraw/status")
    expect(whole).toMatchObject({ data: { status: 1 }, error_code: 0, message: "Nok" })
    expect(whole).not.toHaveProperty("result")
  })

  it("may repeat what was given, however deep", async () => {
    const { call, admin } = setUp()
    const members = { account_info: { name: "{holder:upper}", cards: ["{account:/}", 1, null] } }
    admin.fault({ kind: "change", members }, { endpoint: "/check_account" })
    expect((await call("/check_account", { account_details: { holder: "Ivanov Ivan" } })).data.account_info).toEqual({
      name: "IVANOV IVAN",
      cards: ["4111/1111/1111/1111", 1, null]
    })
    const p2p = P2p.setUp()
    p2p.admin.fault({ kind: "change", members: { bank_name: "of {phone_number:3-}" }, without: ["ok"] }, { skip: 1 })
    await p2p.create()
    const status = await p2p.status()
    expect(status.bank_name).toBe("of 791-612-345-67")
    expect(status).not.toHaveProperty("ok")
  })

  it("leaves numbers as they were printed, and alone what is no JSON object", async () => {
    const { feennex, admin, call } = setUp()
    await call("/withdraw/create")
    const { admin: raw } = adminClient(feennex.fetch, origin)
    expect((await raw("POST", "/faults", { fault: { kind: "change", members: { a: 1 } } })).status).toBe(200)
    admin.fault({ kind: "html" })
    expect(await (await feennex.fetch(`${origin}/withdraw/create`, { method: "POST" })).text()).toContain("502")
    const wrong = [
      { members: [] },
      { without: [] },
      { without: [1] },
      { without: "a" },
      { members: { a: 1 }, at: "body" }
    ]
    for (const fault of [{ kind: "change" }, ...wrong.map((members) => ({ kind: "change", ...members }))]) {
      expect((await raw("POST", "/faults", { fault })).status).toBe(400)
    }
  })
})
