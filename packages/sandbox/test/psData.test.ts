import { describe, expect, it } from "vitest"
import { Feennex } from "../src/index.ts"
import { adminClient, origin, setUp } from "./support.ts"

type Data = Record<string, unknown>

/** A waiting bank transfer, and the `ps_data` of each further answer. */
const waiting = async (
  options: Feennex.Options = {},
  script?: (admin: ReturnType<typeof setUp>["admin"]) => void,
  changes: Record<string, unknown> = {}
) => {
  const world = setUp(options)
  script?.(world.admin)
  await world.call("/invoice/create", { shop_order_id: "o-1", ...changes })
  await world.clock.advance(1000)
  const read = async () => (await world.call("/invoice/check")).data.ps_data
  return { ...world, read, object: async () => (await read()) as Data }
}

const links = ["receipt_status_url", "receipt_url", "receipt_web"]
const card = "2200000000000004"

describe("ps_data, read by read", () => {
  it("is whole for ever unless something else is asked for", async () => {
    const { object } = await waiting()
    const first = await object()
    expect(first).toMatchObject({ card, suggested_amount: "12.34" })
    expect(await object()).toEqual(first)
    expect(await object()).toEqual(first)
  })

  it("fading: the card once, then receipt links without card, phone or QR", async () => {
    const { object } = await waiting({ settings: { psDataCourse: "fading" } })
    expect(await object()).toMatchObject({ card, phone: null, qr_data: null })
    for (let read = 0; read < 3; read += 1) {
      const later = await object()
      for (const name of ["card", "phone", "qr_data", "qr_caption", "bank", "card_holder_name", "url"]) {
        expect(later).not.toHaveProperty(name)
      }
      for (const name of links) expect(later[name]).toContain("/receipt")
      expect(later).toMatchObject({ amount: 12.34, suggested_amount: "12.34" })
    }
  })

  it("bare: amount, suggested amount, end and receipt page alone, then everything", async () => {
    const { object } = await waiting({ settings: { psDataCourse: "bare" } })
    for (let read = 0; read < 2; read += 1) {
      expect(Object.keys(await object()).sort()).toEqual(["amount", "expired", "receipt_web", "suggested_amount"])
    }
    expect(await object()).toMatchObject({ card })
  })

  it("unlinked: later answers have the card but no links", async () => {
    const { object } = await waiting({ settings: { psDataCourse: "unlinked" } })
    expect(await object()).toHaveProperty("receipt_url")
    const later = await object()
    expect(later).toMatchObject({ card })
    for (const name of links) expect(later).not.toHaveProperty(name)
  })

  it("replaced: another person's card and bank from the second answer on, and in the callback", async () => {
    const { object, admin, received } = await waiting({ settings: { psDataCourse: "replaced" } }, undefined, {
      callback_url: "http://127.0.0.1:9/paid"
    })
    expect(await object()).toMatchObject({ card, card_holder_name: "Ivanov Ivan Ivanovich" })
    const second = await object()
    expect(second).toMatchObject({ card: "2200000000000012", card_holder_name: "Petrova Anna Sergeevna" })
    expect(await object()).toEqual(second)
    await admin.pay("o-1")
    const noticed = new URLSearchParams(received[0]?.body).get("ps_data") ?? ""
    expect(JSON.parse(noticed)).toMatchObject({ card: "2200000000000012" })
  })

  it("late: null at first, then everything", async () => {
    const { read } = await waiting({ settings: { psDataCourse: "late" } })
    expect(await read()).toBeNull()
    expect(await read()).toMatchObject({ card })
  })

  it("replaced means the phone of SBP and the link of a QR as well", async () => {
    for (const [payway, names] of [
      ["sbp_rub", ["phone", "bank"]],
      ["bank_qr_rub", ["qr_data", "qr_caption", "url"]]
    ] as const) {
      const changes = { payway, currency: 643 }
      const { object, feennex } = await waiting({ settings: { psDataCourse: "replaced" } }, undefined, changes)
      const [first, second] = [await object(), await object()]
      for (const name of names) expect([name, second[name] === first[name]]).toEqual([name, false])
      if (second.qr_data !== null) expect((await feennex.fetch(String(second.qr_data))).status).toBe(200)
    }
  })

  it("can be scripted stage by stage, with a form and a way to leave out for each; the last stays", async () => {
    const { read } = await waiting({}, (admin) =>
      admin.psData(
        [
          { show: "whole", as: "text" },
          { show: "links", gaps: "null" },
          { show: "requisites", gaps: "empty" },
          { show: "nothing" },
          { show: "replaced" }
        ],
        { reference: "o-1" }
      )
    )
    expect(JSON.parse(String(await read()))).toMatchObject({ card })
    expect(await read()).toMatchObject({ card: null, phone: null, qr_data: null, receipt_url: expect.anything() })
    expect(await read()).toMatchObject({ card, receipt_url: "", receipt_web: "" })
    expect(await read()).toBeNull()
    for (let more = 0; more < 2; more += 1) expect(await read()).toMatchObject({ card: "2200000000000012" })
  })

  it("can be scripted over HTTP, beforehand and for a payment that is there", async () => {
    const world = setUp()
    const { send, admin } = adminClient(world.feennex.fetch, origin)
    await send("/ps-data", { stages: [{ show: "amounts" }], reference: "o-1" })
    await world.call("/invoice/create")
    await world.clock.advance(1000)
    const read = async () => (await world.call("/invoice/check")).data.ps_data as Data
    expect(await read()).not.toHaveProperty("card")
    await send("/payments/o-1/ps-data", { stages: [{ show: "whole" }, { show: "links", gaps: "null" }] })
    expect(await read()).toMatchObject({ card })
    expect(await read()).toMatchObject({ card: null })
    for (const stages of [[], [{ show: "some" }], [{}], [{ show: "whole", as: "xml" }]]) {
      expect((await admin("POST", "/ps-data", { stages })).status).toBe(400)
    }
    expect((await admin("POST", "/payments/nobody/ps-data", { stages: [{ show: "whole" }] })).status).toBe(404)
  })

  it("counts only the answers that had any: reads before the payer is awaited use up nothing", async () => {
    const { call, clock } = setUp({ settings: { psDataCourse: "fading" } })
    await call("/invoice/create")
    for (let early = 0; early < 3; early += 1) expect((await call("/invoice/check")).data.ps_data).toBeNull()
    await clock.advance(1000)
    expect((await call("/invoice/check")).data.ps_data).toMatchObject({ card })
  })
})

describe("members of ps_data", () => {
  it("that are only for SBP or a QR are there for nothing else", async () => {
    const card_ = await (await waiting()).object()
    expect(card_).toMatchObject({ bank: null, phone: null, qr_data: null, url: "", method: "bank_usd" })
    const sbp = await (await waiting({}, undefined, { payway: "sbp_rub" })).object()
    expect(sbp).toMatchObject({ bank: "TINKOFF", phone: "79999999999", card: null, url: "", method: "sbp_rub" })
    const qr = await (await waiting({}, undefined, { payway: "bank_qr_rub" })).object()
    expect(qr).toMatchObject({ bank: null, card: null, method: "qr", url: qr.qr_data, qr_caption: expect.any(String) })
  })

  it.each([
    ["word", "rub"],
    ["code", 643],
    ["codeText", "643"]
  ] as const)("state the payway's currency as a %s, also where the payment has another", async (style, currency) => {
    const settings = { psDataCurrency: style }
    const { object } = await waiting({ settings }, undefined, { payway: "bank_rub", currency: 840, amount: 10 })
    expect(await object()).toMatchObject({ currency, amount: 800, suggested_amount: "800" })
  })

  it("may be any others, in the callback too, and repeat what was given", async () => {
    const members = { method: "p2p", currency: "eur", paysystem_payway_id: 7, payer: "{email:upper}", card: null }
    const script = (admin: ReturnType<typeof setUp>["admin"]) => admin.psData([{ show: "links", members }])
    const changes = { email: "payer@example.com", callback_url: "http://127.0.0.1:9/paid" }
    const { object, admin, received } = await waiting({}, script, changes)
    const answer = await object()
    const expected = { ...members, payer: "PAYER@EXAMPLE.COM" }
    expect(answer).toMatchObject({ ...expected, receipt_url: expect.any(String) })
    await admin.pay("o-1")
    expect(JSON.parse(new URLSearchParams(received[0]?.body).get("ps_data") ?? "")).toMatchObject(expected)
  })

  it("stand in no other payment's answer but where it was rejected for a reason, or they are asked for", async () => {
    const { read, admin } = await waiting({}, undefined, { payway: "wallet_usd" })
    expect(await read()).toBeNull()
    await admin.reject("o-1", "Wallet is closed")
    expect(await read()).toEqual({ rejected_reason: "Wallet is closed" })
    admin.setPsData("o-1", [{ show: "whole", members: { payer_account: "Z1" } }, { show: "whole" }])
    expect(await read()).toEqual({ rejected_reason: "Wallet is closed", payer_account: "Z1" })
    expect(await read()).toEqual({ rejected_reason: "Wallet is closed" })
  })
})

describe("times", () => {
  it.each([
    ["blank", "2025-01-01 03:00:00", "2025-01-01 03:00:01"],
    ["iso", "2025-01-01T03:00:00", "2025-01-01T03:00:01"],
    ["micro", "2025-01-01T03:00:00.000000", "2025-01-01T03:00:01.500000"],
    ["zoned", "2025-01-01T03:00:00+03:00", "2025-01-01T03:00:01+03:00"],
    ["utc", "2025-01-01T00:00:00Z", "2025-01-01T00:00:01Z"]
  ] as const)("are written %s", async (times, created, processed) => {
    const { call, admin, clock } = await waiting({ settings: { times } })
    await clock.advance(500)
    expect((await call("/invoice/check")).data).toMatchObject({ created, processed: null, updated: null })
    await admin.pay("o-1")
    expect((await call("/invoice/check")).data).toMatchObject({ created, processed, updated: processed })
  })

  it("may have updated as a number, as it is typed", async () => {
    const { call, admin } = await waiting({ settings: { updatedAs: "number" } })
    expect((await call("/invoice/check")).data.updated).toBeNull()
    await admin.pay("o-1")
    expect((await call("/invoice/check")).data.updated).toBe(1735689601.000505)
  })
})

describe("answers that differ by themselves", () => {
  const orders = Array.from({ length: 60 }, (_, index) => `order-${index}`)

  /** The content of three answers for each order. */
  const answers = async (settings: Partial<Feennex.Settings>) => {
    const { call, clock } = setUp({ settings })
    for (const shop_order_id of orders) await call("/invoice/create", { shop_order_id })
    await clock.advance(1000)
    const all: Array<ReadonlyArray<Data>> = []
    for (const shop_order_id of orders) {
      const three: Array<Data> = []
      for (let read = 0; read < 3; read += 1) three.push((await call("/invoice/check", { shop_order_id })).data)
      all.push(three)
    }
    return all
  }

  it("differ by the order number alone: a second run answers the same", async () => {
    expect(await answers(Feennex.lifelike)).toEqual(await answers(Feennex.lifelike))
  })

  it("show every course, both forms and both words on uniqueness, and the usual ones most", async () => {
    const all = await answers(Feennex.lifelike)
    const parsed = (value: unknown) =>
      typeof value === "string" ? (JSON.parse(value) as Data) : (value as Data | null)
    const shapes = all.map((three) =>
      three
        .map(({ ps_data }) => {
          const data = parsed(ps_data)
          if (data === null) return "nothing"
          const hasLinks = Boolean(data.receipt_url)
          if (data.card === "2200000000000012") return "replaced"
          if (data.card) return hasLinks ? "whole" : "requisites"
          return hasLinks ? "links" : "amounts"
        })
        .join(" ")
    )
    expect(new Set(shapes)).toEqual(
      new Set([
        "whole whole whole",
        "whole links links",
        "amounts amounts whole",
        "whole requisites requisites",
        "whole replaced replaced",
        "nothing whole whole"
      ])
    )
    expect(shapes.filter((shape) => shape === "whole whole whole").length).toBeGreaterThan(15)
    const forms = new Set(all.flat().map(({ ps_data }) => (ps_data === null ? "null" : typeof ps_data)))
    expect(forms).toEqual(new Set(["null", "object", "string"]))
    expect(new Set(all.flat().map(({ is_unique }) => is_unique))).toEqual(new Set([true, false]))
    for (const three of all) expect(new Set(three.map(({ is_unique }) => is_unique)).size).toBe(1)
  })

  it("are off in process, where nothing happens that a test has not asked for", () => {
    expect(setUp().admin.settings()).toMatchObject({
      isUniqueMeans: "order",
      psData: "object",
      psDataCourse: "steady",
      payoutIds: "number",
      paymentIds: "number",
      idsInStatus: "same",
      refusedLeaves: "nothing"
    })
  })
})

describe("is_unique", () => {
  it("is false for a single payment in the other reading of the document's sample, with its own payment_id", async () => {
    const { call } = setUp({ settings: { isUniqueMeans: "setting" } })
    const { id } = (await call("/invoice/create")).data
    expect((await call("/invoice/check")).data).toMatchObject({ is_unique: false, payment_id: id })
  })

  it.each(["order", "setting", "sometimes"] as const)(
    "is false of a number that was used twice, and the last created payment is reported, where it means %s",
    async (isUniqueMeans) => {
      const { call, admin } = setUp({ settings: { isUniqueMeans } })
      await call("/invoice/create")
      const last = await call("/invoice/create", { amount: 20 })
      admin.settings({ uniqueOrders: true })
      expect((await call("/invoice/check")).data).toMatchObject({
        is_unique: false,
        payment_id: last.data.id,
        shop_amount: 20
      })
    }
  )
})
