/** The README's examples are the files that are compiled here, and they do what the README describes. */
import { execFile } from "node:child_process"
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { expect, it } from "vitest"
import { kinds } from "../src/Fault.ts"
import { Feennex, P2p as Platform, Stripe } from "../src/index.ts"
import { stripe } from "./examples/cards.ts"
import { lostAnswer } from "./examples/inATest.ts"
import { p2p } from "./examples/otherPlatform.ts"
import * as P2p from "./p2p/support.ts"
import * as Cards from "./stripe/support.ts"
import { body, origin, post } from "./support.ts"

const text = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8")

it("the README has no other examples than the ones that are compiled", () => {
  const blocks = [...text("../README.md").matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code)
  expect(blocks).toEqual(
    ["inATest", "otherPlatform", "cards", "onSockets"].map((name) => text(`./examples/${name}.ts`))
  )
})

it("the README names every switch, and every fault and callback script", () => {
  const readme = text("../README.md")
  const all = [Feennex.defaultSettings, Platform.defaultSettings, Stripe.defaultSettings]
  const switches = all.flatMap((settings) => Object.keys(settings))
  const scripts = "early late copies hold forged changes without url format encoding lost".split(" ")
  for (const name of [...switches, ...kinds, ...scripts]) expect(readme).toContain(`\`${name}\``)
})

it("a payout whose answer is lost is paid once, and both are recorded", async () => {
  const path = "/withdraw/create"
  const { paid, requests } = await lostAnswer(async (fetch) => {
    const request = post(`${origin}${path}`, body(path, { shop_payment_id: "payout-1" }))
    await expect(fetch(request)).rejects.toThrow(TypeError)
  })
  expect(paid.map(({ reference }) => reference)).toEqual(["payout-1"])
  expect(requests).toHaveLength(1)
})

it("the other platform refuses once as scripted, then takes the payout", async () => {
  const create = async () => {
    const request = post(P2p.address("create_pay_out/"), P2p.body(), { headers: P2p.headers })
    return (await p2p.fetch(request)).json()
  }
  expect(await create()).toMatchObject({ ok: false, error: "overloading requisite" })
  expect(await create()).toMatchObject({ ok: true })
})

it("Stripe declines one payment as scripted, and pays out behind a 500", async () => {
  const { post } = Cards.client(stripe.fetch, Cards.origin)
  const more = { key: "sk_test_key" }
  const declined = await post("/v1/payment_intents", Cards.card({ metadata: { reference: "order-1" } }), more)
  expect(Cards.errorOf(declined)).toMatchObject({ decline_code: "insufficient_funds" })
  expect((await post("/v1/payouts", { amount: 100, currency: "usd" }, more)).status).toBe(500)
  expect(stripe.admin.executions().map(({ kind }) => kind)).toEqual(["payment_intent.create", "payout.create"])
})

it("all listen on sockets, and let go of them", async () => {
  const program = fileURLToPath(new URL("./examples/onSockets.ts", import.meta.url))
  const args = ["--conditions=@switchyard/source", program]
  const { stdout } = await promisify(execFile)(process.execPath, args)
  expect(stdout).toMatch(/^(http:\/\/127\.0\.0\.1:\d+ ){3}\[/)
})
