/** What the providers say in their own words: characters that no database takes, and the merchant's people in odd groupings. */
import { describe, expect, it } from "vitest"
import * as P2p from "./p2p/support.ts"
import { adminClient, origin, setUp } from "./support.ts"

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

  it("leaves numbers as they were printed, and alone what is no JSON object", async () => {
    const { feennex, admin, call } = setUp()
    await call("/withdraw/create")
    const { admin: raw } = adminClient(feennex.fetch, origin)
    expect((await raw("POST", "/faults", { fault: { kind: "change", members: { a: 1 } } })).status).toBe(200)
    admin.fault({ kind: "html" })
    expect(await (await feennex.fetch(`${origin}/withdraw/create`, { method: "POST" })).text()).toContain("502")
    for (const fault of [{ kind: "change" }, { kind: "change", members: [] }]) {
      expect((await raw("POST", "/faults", { fault })).status).toBe(400)
    }
  })
})
