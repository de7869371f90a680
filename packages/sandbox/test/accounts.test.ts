/** The answers of /check_account, and the formats of accounts that /withdraw/try announces. */
import { describe, expect, it } from "vitest"
import type { Feennex } from "../src/index.ts"
import { adminClient, origin, setUp } from "./support.ts"

const account = "4111111111111111"

describe("the account check", () => {
  it.each<[Feennex.AccountCheck["result"], Feennex.AccountCheck["providerStatus"]]>(
    ([1, 2, 3] as const).flatMap((status) =>
      ([true, false, null, "absent"] as const).map((result): [Feennex.AccountCheck["result"], 1 | 2 | 3] => [
        result,
        status
      ])
    )
  )("answers result %s with provider status %s", async (result, providerStatus) => {
    const { call, feennex } = setUp()
    await adminClient(feennex.fetch, origin).send("/accounts", { account, result, providerStatus })
    const answer = await call("/check_account")
    expect(answer.data).toEqual({
      account_info: {},
      provider_status: providerStatus,
      ...(result !== "absent" && { result })
    })
    expect([answer.result, answer.error_code]).toEqual([true, 0])
  })

  it("makes a payout fail only where the account is bad for certain", async () => {
    for (const [providerStatus, result, status] of [
      [1, false, 6],
      [2, false, 5],
      [3, false, 5],
      [1, null, 5],
      [1, "absent", 5]
    ] as const) {
      const { call, admin, clock } = setUp()
      admin.account(account, { result, providerStatus, info: {} })
      await call("/withdraw/create")
      await clock.advance(5000)
      expect([providerStatus, result, (await call("/withdraw/status")).data.status]).toEqual([
        providerStatus,
        result,
        status
      ])
    }
  })

  it("states any JSON as the account's owner, who may be the one that was asked for", async () => {
    const { call, feennex } = setUp()
    const { send, admin } = adminClient(feennex.fetch, origin)
    const info = { verified: true, name: "{holder:upper}", card: "{account:.}", more: [1, { of: "{holder}" }] }
    await send("/accounts", { account, info })
    expect((await call("/check_account", { account_details: { holder: "Ivanov Ivan" } })).data).toEqual({
      account_info: {
        verified: true,
        name: "IVANOV IVAN",
        card: "4111.1111.1111.1111",
        more: [1, { of: "Ivanov Ivan" }]
      },
      provider_status: 1,
      result: true
    })
    for (const wrong of [{ result: "yes" }, { info: "none" }, { providerStatus: 4 }]) {
      expect((await admin("POST", "/accounts", { account, ...wrong })).status).toBe(400)
    }
  })

  it("holds the amount against the limits, which is what it is asked for", async () => {
    const { call, admin } = setUp({ limits: { min: "1", max: "100" } })
    expect(await call("/check_account", { amount: 0.5 })).toMatchObject({
      error_code: 4,
      message: "Payee receive amount is too small, min: 1.0"
    })
    expect((await call("/check_account", { amount: 100.01 })).error_code).toBe(5)
    expect(admin.accountsChecked()).toEqual([])
  })
})

describe("the format of an account", () => {
  const accountFields = {
    account: { regex: "^\\d{16}$", title: "Card number" },
    contract: { regex: "^C\\d+$", title: "Contract" }
  }
  const payways = { card_contract: { currency: "840", kind: "h2h" as const, accountFields } }
  const payway = "card_contract"
  const wrong = { payway, account: "4111", account_details: { contract: "1" } }

  it("is announced with each field's regex and title, and may stand beside an empty account", async () => {
    const { call, admin } = setUp({ payways })
    const config = async () => (await call("/withdraw/try", { payway })).data.account_info_config
    expect(await config()).toEqual(accountFields)
    admin.settings({ accountConfig: "flat" })
    expect(await config()).toEqual({ account: {}, ...accountFields.account, contract: accountFields.contract })
  })

  it("is not checked unless so switched; then the account check answers no and the payout is refused", async () => {
    const { call, admin } = setUp({ payways })
    expect((await call("/check_account", wrong)).data.result).toBe(true)
    expect((await call("/withdraw/create", wrong)).error_code).toBe(0)
    admin.settings({ accountFormat: "enforced" })
    expect((await call("/check_account", wrong)).data).toMatchObject({ provider_status: 1, result: false })
    expect(await call("/withdraw/create", { ...wrong, shop_payment_id: "p-2" })).toMatchObject({
      error_code: 10,
      message:
        'Incorrect values for parameters: account="string does not match regex", contract="string does not match regex"'
    })
    const right = { payway, account_details: { contract: "C1" }, shop_payment_id: "p-2" }
    expect((await call("/check_account", right)).data.result).toBe(true)
    expect((await call("/withdraw/create", right)).error_code).toBe(0)
  })

  it("must be a regex", async () => {
    const { admin } = adminClient(setUp().feennex.fetch, origin)
    const field = { account: { regex: "(", title: "Card" } }
    const response = await admin("POST", "/payways", { name: "a", currency: "840", kind: "bank", accountFields: field })
    expect(response.status).toBe(400)
  })
})

describe("the reason of a rejected payout", () => {
  it("stands wherever its status is, or only where the attribute lists have it", async () => {
    const { call, admin } = setUp()
    admin.plan("payout", [{ status: 6, after: 0, rejectedReason: "No" }], { times: null })
    const create = await call("/withdraw/create")
    const reasons = async () => [
      (await call("/withdraw/status")).data.rejected_reason,
      (await call("/withdraw/shop_payment_status")).data.rejected_reason
    ]
    expect([create.data.rejected_reason, ...(await reasons())]).toEqual(["No", "No", "No"])
    admin.settings({ rejectedReasonIn: "listed" })
    const second = await call("/withdraw/create", { shop_payment_id: "p-2" })
    expect([second.data.rejected_reason, ...(await reasons())]).toEqual([undefined, "No", undefined])
  })
})
