/** Card forms through the durable core: for a payment that waits for its payer and whose provider offered a session. */
import { Effect, Redacted, Result } from "effect"
import { afterAll, afterEach, assert, beforeAll, describe, it } from "vitest"
import { type App, createPayment, open, payment } from "./support/app.ts"
import { type Database, openEmbedded } from "./support/databases.ts"
import { makeSimulators, providers, type Simulators } from "./support/simulators.ts"

let database: Database
let simulators: Simulators
let app: App

beforeAll(async () => {
  database = await openEmbedded()
})
afterAll(() => database.close())
afterEach(() => app.close())

const h2h = { h2hBaseUrl: "http://127.0.0.1:8081" }

const configWith = (options: object) => ({
  providers: { feennex: { ...providers.feennex, options: { ...providers.feennex.options, ...options } } },
  routes: { payments: [{ try: ["feennex"] }] }
})

const start = async (options: object = h2h) => {
  await database.empty()
  simulators = makeSimulators()
  app = await open(simulators, database.layer, { config: configWith(options) })
}

const byCard = { method: "card", amount: { value: "10.00", currency: "USD" } }

const waiting = async (extra: object = byCard) => {
  const id = await createPayment(app, "order-1", extra)
  await app.later(30)
  return id
}

const ask = async (id: string) => {
  const asked = await app.run(Effect.result(app.core.payments.cardForm(id)))
  return Result.isSuccess(asked) ? { ...asked.success, _tag: "Form" as const } : asked.failure
}

const lines = async (id: string) =>
  (await app.run(app.store.timeline(id))).filter(({ summary }) => /form/.test(summary))

const asks = () => simulators.feennex.admin.journal({ endpoint: "/h2h_data" }).length

describe("a card form", { timeout: 180_000 }, () => {
  it("is asked for by the session of the payment, anew each time, and its token stands nowhere", async () => {
    await start()
    const id = await waiting()
    const forms = [await ask(id), await ask(id)]
    const tokens = forms.map((form) => {
      if (form._tag !== "Form") return assert.fail(form._tag)
      assert.strictEqual(form.url, "http://127.0.0.1:8081/payform")
      return Redacted.value(form.formToken)
    })
    assert.strictEqual(new Set(tokens).size, 2)
    const summary = "asked feennex for a card form: given"
    assert.deepStrictEqual(
      (await lines(id)).map(({ details, kind, summary }) => ({ details, kind, summary })),
      [summary, summary].map((summary) => ({ kind: "read" as const, summary, details: { instance: "feennex" } }))
    )
    const stored = [await database.sql("SELECT * FROM operation"), await database.sql("SELECT * FROM event")]
    const plain = (_: string, value: unknown) => (typeof value === "bigint" ? String(value) : value)
    const everything = JSON.stringify([await payment(app, id), stored], plain)
    for (const token of tokens) assert.notInclude(everything, token)
    assert.strictEqual((await payment(app, id)).status, "awaiting_payer")
  })

  it("is not asked for before the payment was sent, or after its payer has paid", async () => {
    await start()
    const id = await createPayment(app, "order-1", byCard)
    assert.deepInclude(await ask(id), {
      code: "card_form_unavailable",
      message: "a payment that is created does not wait for its payer"
    })
    await app.later(30)
    await simulators.feennex.admin.pay("order-1")
    await app.later(120)
    assert.deepInclude(await ask(id), { message: "a payment that is paid does not wait for its payer" })
    assert.deepInclude(await ask("pm_none"), { _tag: "NoSuchOperation" })
    assert.deepStrictEqual([asks(), await lines(id)], [0, []])
  })

  it("is not asked for where the provider has offered no session", async () => {
    await start()
    simulators.feennex.admin.payway("card_usd", { currency: "840", kind: "redirect" })
    const id = await waiting()
    assert.deepInclude(await ask(id), {
      code: "card_form_unavailable",
      message: "its provider has offered no session for a card form"
    })
    assert.strictEqual(asks(), 0)
  })

  it("is not asked of another merchant account, or of one that has no card forms", async () => {
    await start()
    const id = await waiting()
    await app.close()
    app = await open(simulators, database.layer, { config: configWith({ ...h2h, shopId: 113 }) })
    assert.deepInclude(await ask(id), {
      code: "card_form_unavailable",
      message: "feennex now leads to another merchant account"
    })
    await app.close()
    app = await open(simulators, database.layer, { config: configWith({}) })
    assert.deepInclude(await ask(id), { _tag: "Unsupported" })
    assert.strictEqual(asks(), 0)
  })

  it.each([
    ["is not known there any more", { kind: "error", code: 2000, message: "Session wasn't found" }],
    ["gets an answer that cannot be read", { kind: "html" }]
  ] as const)("that %s is a read that failed, and the payment stays", async (_, fault) => {
    await start()
    const id = await waiting()
    simulators.feennex.admin.fault(fault, { endpoint: "/h2h_data" })
    assert.strictEqual((await ask(id))._tag, "ReadFailed")
    assert.deepStrictEqual(
      (await lines(id)).map(({ summary }) => summary),
      ["asked feennex for a card form: ReadFailed"]
    )
    assert.strictEqual((await payment(app, id)).status, "awaiting_payer")
    assert.strictEqual((await ask(id))._tag, "Form")
  })
})
