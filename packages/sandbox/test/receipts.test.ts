import { describe, expect, it } from "vitest"
import { adminClient, origin, setUp } from "./support.ts"

const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

const waiting = async () => {
  const world = setUp()
  await world.call("/invoice/create")
  await world.clock.advance(1000)
  const { receipt_url: url = "" } = (await world.call("/invoice/check")).data.ps_data as Record<string, string>
  const upload = (file: Blob | string, name = "file", to = url) => {
    const form = new FormData()
    if (typeof file === "string") form.set(name, file)
    else form.set(name, file, "receipt")
    return world.feennex.fetch(to, { method: "POST", body: form })
  }
  return { ...world, url, upload }
}

describe("a receipt", () => {
  it("is accepted with 202 and null, is pending, and is decided by the reviewer", async () => {
    const { feennex, admin, url, upload } = await waiting()
    const accepted = await upload(new Blob([png], { type: "image/png" }))
    expect([accepted.status, await accepted.text()]).toEqual([202, "null"])
    const list = async () => (await feennex.fetch(`${url}/status`)).json()
    expect(await list()).toEqual([{ id: expect.stringMatching(/^[0-9a-f-]{36}$/), status: "pending", comment: null }])
    admin.receipt("o-1", "rejected", "Not readable")
    expect(await list()).toMatchObject([{ status: "rejected", comment: "Not readable" }])
    admin.receipt("o-1", "succeeded")
    expect(await list()).toMatchObject([{ status: "succeeded", comment: null }])
    expect(admin.operations("o-1")[0]?.status).toBe(2)
  })

  it.each(["image/jpeg", "image/jpg", "image/png", "application/pdf", "image/webp", "image/heif"])(
    "may be %s",
    async (type) => {
      const { upload } = await waiting()
      expect((await upload(new Blob([png], { type }))).status).toBe(202)
    }
  )

  it("of no declared type is judged by its first bytes", async () => {
    const { upload } = await waiting()
    const zip = await upload(new Blob(["PK\u0003\u0004"]))
    expect([zip.status, await zip.json()]).toEqual([400, { detail: "File type: application/zip not allowed" }])
    expect((await upload(new Blob([png]))).status).toBe(202)
  })

  it("of another type is refused in the document's words", async () => {
    const { upload } = await waiting()
    const refused = await upload(new Blob(["x"], { type: "application/zip" }))
    expect([refused.status, await refused.json()]).toEqual([400, { detail: "File type: application/zip not allowed" }])
  })

  it("may have ten megabytes and not one byte more", async () => {
    const { upload } = await waiting()
    const file = (size: number) => new Blob([new Uint8Array(size)], { type: "image/png" })
    expect((await upload(file(10 * 1024 * 1024 + 1))).status).toBe(400)
    expect((await upload(file(11 * 1024 * 1024))).status).toBe(400)
    expect((await upload(file(10 * 1024 * 1024))).status).toBe(202)
  })

  it("is taken once per payment", async () => {
    const { upload } = await waiting()
    const file = new Blob([png], { type: "image/png" })
    expect((await upload(file)).status).toBe(202)
    expect((await upload(file)).status).toBe(400)
  })

  it.each([
    ["drop", 1, true],
    ["replace", 1, false],
    ["add", 2, true]
  ] as const)("a second one may be accepted all the same: %s leaves %d", async (secondReceipt, count, isFirstThere) => {
    const { admin, upload } = await waiting()
    admin.settings({ secondReceipt })
    const file = new Blob([png], { type: "image/png" })
    const ids = () => admin.operations("o-1")[0]?.receipts.map(({ id }) => id) ?? []
    expect((await upload(file)).status).toBe(202)
    const [first = ""] = ids()
    admin.receipt("o-1", "rejected", "Not readable")
    expect((await upload(file)).status).toBe(202)
    expect([ids().length, ids().includes(first)]).toEqual([count, isFirstThere])
    expect(admin.operations("o-1")[0]?.receipts.at(-1)?.status).toBe(secondReceipt === "drop" ? "rejected" : "pending")
  })

  it("may have any status, such as that of the prose, and null or nothing for a comment", async () => {
    const { feennex, url, upload, admin } = await waiting()
    await upload(new Blob([png], { type: "image/png" }))
    const { send, admin: raw } = adminClient(feennex.fetch, origin)
    const list = async () => (await (await feennex.fetch(`${url}/status`)).json()) as ReadonlyArray<unknown>
    for (const status of ["succeed", "on_the_moon"]) {
      await send("/payments/o-1/receipt", { status })
      expect(await list()).toMatchObject([{ status, comment: null }])
    }
    admin.settings({ receiptComment: "absent" })
    expect((await list())[0]).not.toHaveProperty("comment")
    expect((await raw("POST", "/payments/o-1/receipt", {})).status).toBe(400)
  })

  it("may have a comment that repeats the payer", async () => {
    const { feennex, call, admin, clock } = setUp({ settings: { echo: "; {personal:upper}" } })
    await call("/invoice/create", { email: "payer@example.com" })
    await clock.advance(1000)
    const { receipt_url: url = "" } = (await call("/invoice/check")).data.ps_data as Record<string, string>
    const form = new FormData()
    form.set("file", new Blob([png], { type: "image/png" }), "receipt")
    await feennex.fetch(url, { method: "POST", body: form })
    admin.receipt("o-1", "rejected", "Ask {email}")
    expect(await (await feennex.fetch(`${url}/status`)).json()).toMatchObject([
      { comment: "Ask payer@example.com; PAYER@EXAMPLE.COM" }
    ])
  })

  it("is refused by a scripted error in this service's own form, never in the envelope", async () => {
    const { admin, upload, url, feennex } = await waiting()
    const endpoint = "/api/v1/order/{id}/receipt"
    admin.fault({ kind: "error", message: "Too late" }, { endpoint, reference: "o-1" })
    const refused = await upload(new Blob([png], { type: "image/png" }))
    expect([refused.status, await refused.json()]).toEqual([400, { detail: "Too late" }])
    admin.fault({ kind: "error", message: "Away", status: 503 }, { endpoint: `${endpoint}/status` })
    const away = await feennex.fetch(`${url}/status`)
    expect([away.status, await away.json()]).toEqual([503, { detail: "Away" }])
  })

  it("without a file, or for an id that is no UUID, is 422 with the place of the mistake", async () => {
    const { upload, feennex } = await waiting()
    for (const answer of [await upload("text"), await upload(new Blob([png]), "other")]) {
      expect(answer.status).toBe(422)
      expect(await answer.json()).toMatchObject({ detail: [{ loc: ["body", "file"], type: "value_error.missing" }] })
    }
    const status = await feennex.fetch(`${origin}/api/v1/order/12/receipt/status`)
    expect([status.status, await status.json()]).toEqual([
      422,
      { detail: [{ loc: ["query", "order_id"], msg: "value isn't a valid uuid", type: "type_error.uuid" }] }
    ])
  })

  it("for an order nobody knows, or a payment by card, is refused", async () => {
    const { upload, call, feennex } = await waiting()
    const nobody = `${origin}/api/v1/order/ade32e06-6fa4-425a-9c4c-e026ac6d93e6/receipt`
    expect((await upload(new Blob([png]), "file", nobody)).status).toBe(400)
    expect((await feennex.fetch(`${nobody}/status`)).status).toBe(400)
    await call("/invoice/create", { payway: "card_usd", shop_order_id: "o-2" })
    expect((await feennex.fetch(nobody, { method: "DELETE" })).status).toBe(405)
  })

  it("can be uploaded on the page that receipt_web leads to", async () => {
    const { call, feennex } = await waiting()
    const { receipt_web = "" } = (await call("/invoice/check")).data.ps_data as Record<string, string>
    expect(await (await feennex.fetch(receipt_web)).text()).toContain('enctype="multipart/form-data"')
  })
})
