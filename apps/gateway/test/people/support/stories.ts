/** What becomes of payouts and payments whose providers repeat, on every path, whom they are about. */
import { createHash } from "node:crypto"
import { changed, error, refusal } from "./rewriting.ts"
import { control, values } from "./values.ts"
import type { World } from "./world.ts"

type Write = (value: string) => string

const { birthDate, card, city, customer, email, holder, passport, payer, payerEmail, phone, recipient, street } = values

const of = (write: Write, ...personal: ReadonlyArray<string>) => [control, ...personal.map(write)].join(" ")

const status =
  (path: string) =>
  async ({ ask }: World): Promise<string> =>
    (await ask("GET", path)).json.status

/** The timeline of an operation, which is searched too. */
const timeline = async ({ ask }: World, path: string) => (await ask("GET", `${path}/timeline`)).text

/** At the P2P platform: an unknown status, a read error, a hint, an id and the address of a receipt. */
const followed = async (world: World, name: string, write: Write) => {
  const { app, ask, callBack, simulators, provider } = world
  provider.next("create_pay_out", changed({ internal_transaction_id: `wd-${card}` }))
  const reference = `followed-${name}`
  simulators.p2p.admin.plan([{ status: "expectation", after: 0 }], { reference })
  const path = await world.payout(reference, "p2p")
  await app.due()
  const members = { number_card: card, full_name: payer, phone_number: phone }
  for (const words of [of(write, holder), of(write, card), of(write, payer), of(write, phone)]) {
    await simulators.clock.advance(3_600_000)
    provider.next("status_pay_out", changed({ ...members, status: words }))
    await ask("POST", `${path}/refresh`)
  }
  await simulators.clock.advance(3_600_000)
  provider.next("status_pay_out", error(of(write, card, holder, email, customer)))
  await ask("POST", `${path}/refresh`)
  for (const words of [of(write, holder), of(write, card)]) {
    await simulators.clock.advance(3_600_000)
    provider.next("status_pay_out", error(of(write, card, holder)))
    await callBack("p2p", JSON.stringify({ order_id: reference, type: "pay_out", status: words, updated_at: words }))
  }
  await simulators.p2p.admin.setStatus(reference, "successful")
  simulators.p2p.admin.cheques(reference, [
    `https://cheques.example/${encodeURIComponent(write(card).toWellFormed())}.pdf`
  ])
  await app.later(86_400)
  return { path, status: await status(path)(world), timeline: await timeline(world, path) }
}

/** At the P2P platform: an unknown create, look-ups and a cancellation. */
const doubted = async (world: World, name: string, write: Write) => {
  const { app, ask, simulators, provider } = world
  const reference = `doubted-${name}`
  const words = of(write, card, holder, email, customer, recipient, birthDate, street, city)
  provider.next("create_pay_out", error(words))
  for (let times = 0; times < 3; times += 1) provider.next("status_pay_out", error(words))
  const path = await world.payout(reference, "p2p")
  await app.later(7_200)
  simulators.p2p.admin.plan([{ status: "expectation", after: 0 }], { reference: `canceled-${name}` })
  const canceled = await world.payout(`canceled-${name}`, "signing")
  await app.due()
  provider.next("rejected_pay_out", error(words))
  await ask("POST", `${canceled}/cancel`)
  return {
    path,
    status: await status(path)(world),
    timeline: (await timeline(world, path)) + (await timeline(world, canceled))
  }
}

/** At Feennex: a refusal, a read error, "not found", and the reason of a rejection. */
const refused = async (world: World, name: string, write: Write) => {
  const { app, ask, simulators, provider } = world
  const words = of(write, card, holder, email, passport, recipient, values.recipientPhone)
  provider.next("/withdraw/create", refusal(13, words))
  const path = await world.payout(`refused-${name}`, "feennex")
  await app.due()
  const reference = `rejected-${name}`
  simulators.feennex.admin.plan("payout", [{ status: 1, after: 0 }], { reference })
  const rejected = await world.payout(reference, "feennex")
  await app.due()
  for (const code of [77, 9, 7, 2000]) {
    await simulators.clock.advance(60_000)
    provider.next("/withdraw/", refusal(code, words))
    await ask("POST", `${rejected}/refresh`)
  }
  await simulators.feennex.admin.setStatus("payout", reference, 6, words)
  await app.later(3_600)
  return {
    path,
    status: `${await status(path)(world)}, ${await status(rejected)(world)}`,
    timeline: (await timeline(world, path)) + (await timeline(world, rejected))
  }
}

/** At Feennex: an unknown create that is never found. */
const lost = async (world: World, name: string, write: Write) => {
  const { app, provider } = world
  const words = of(write, card, holder, email, passport, recipient, values.recipientPhone)
  provider.next("/withdraw/create", refusal(77, words))
  for (let times = 0; times < 8; times += 1) provider.next("/withdraw/shop_payment_status", refusal(7, words))
  const path = await world.payout(`lost-${name}`, "feennex")
  await app.later(1_200)
  return { path, status: await status(path)(world), timeline: await timeline(world, path) }
}

/** One refuses and later calls back about what another has. */
const failedOver = async (world: World, name: string, write: Write) => {
  const { app, callBack, simulators, provider } = world
  const reference = `elsewhere-${name}`
  provider.next("create_pay_out", () => ({ status: 200, text: JSON.stringify({ ok: false, error: "low balance" }) }))
  simulators.feennex.admin.plan("payout", [{ status: 1, after: 0 }], { reference })
  const path = await world.payout(reference, undefined)
  await app.due()
  provider.next("status_pay_out", () => ({
    status: 200,
    text: JSON.stringify({ ok: true, order_id: reference, type: "pay_out", status: of(write, holder) })
  }))
  await callBack(
    "p2p",
    JSON.stringify({ order_id: reference, type: "pay_out", status: of(write, card), updated_at: "1" })
  )
  await app.later(60)
  return { path, status: await status(path)(world), timeline: await timeline(world, path) }
}

const signed = (fields: Readonly<Record<string, string>>): string => {
  const names = Object.keys(fields).toSorted((a, b) => (a < b ? -1 : 1))
  const text = names.map((each) => fields[each]).join(":")
  const sign = createHash("sha256").update(`${text}sandbox_secret`).digest("hex")
  return new URLSearchParams({ ...fields, sign }).toString()
}

const image = () => {
  const form = new FormData()
  form.append("file", new Blob([new Uint8Array([0xff, 0xd8, 0xff, 0xe0])]), "proof.jpg")
  return form
}

/** A payment: refused, read in vain, called back about, proven by receipts that are commented upon. */
const paid = async (world: World, name: string, write: Write) => {
  const { app, ask, callBack, simulators, provider } = world
  const words = of(write, payer, payerEmail, phone)
  provider.next("/invoice/create", refusal(9, words))
  const path = await world.payment(`unpaid-${name}`)
  await app.due()
  const reference = `paid-${name}`
  const payment = await world.payment(reference)
  await app.due()
  for (const code of [77, 7, 13]) {
    await simulators.clock.advance(60_000)
    provider.next("/invoice/check", refusal(code, words))
    await ask("POST", `${payment}/refresh`)
  }
  for (const each of [payer, payerEmail, phone]) {
    provider.next("/invoice/check", refusal(77, words))
    await simulators.clock.advance(60_000)
    await callBack(
      "feennex",
      signed({ shop_order_id: reference, status: of(write, each), shop_id: "112" }),
      "payments/rejected"
    )
  }
  await simulators.clock.advance(60_000)
  await ask("POST", `${payment}/refresh`)
  provider.next("/receipt", () => ({ status: 422, text: JSON.stringify({ detail: words }) }))
  const upload = await ask("POST", `${payment}/receipts`, image())
  provider.next("/receipt", () => ({
    status: 200,
    text: JSON.stringify([{ id: "1", status: "rejected", comment: words }])
  }))
  const listed = await ask("GET", `${payment}/receipts`)
  await simulators.feennex.admin.reject(reference, words)
  await app.later(3_600)
  return {
    path,
    status: `${await status(path)(world)}, ${await status(payment)(world)}`,
    timeline: (await timeline(world, path)) + (await timeline(world, payment)) + upload.text + listed.text
  }
}

/** An account that is asked about before anything is paid. */
const checked = async (world: World, _: string, write: Write) => {
  world.provider.next("/check_account", refusal(13, of(write, card, holder)))
  const { status, text } = await world.ask("POST", "/v1/account-checks", {
    provider: "feennex",
    amount: { value: "1500.00", currency: "RUB" },
    destination: { type: "card", number: card, holder }
  })
  return { path: "", status: String(status), timeline: text }
}

/** Each story, and how it ends. */
export const stories = { followed, doubted, refused, lost, elsewhere: failedOver, paid, checked }
