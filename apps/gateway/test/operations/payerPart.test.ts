/** What a payer needs is not lost because a later answer does not repeat it, and never mixed from two answers. */
import * as fc from "fast-check"
import { assert, describe, it } from "vitest"
import { merged } from "../../src/operations/payerMerge.ts"
import { type Next, nextAt, type PayerPart, personalIn } from "../../src/operations/payerPart.ts"

const part = (next: PayerPart["next"], rest: Partial<PayerPart> = {}): PayerPart => ({
  next,
  session: null,
  receiptLinks: null,
  ...rest
})

const card = {
  type: "transfer",
  bank: "one",
  card: "4111",
  holder: "A",
  amount: { value: "10.00" },
  expiresAt: "2025-01-01T00:00:00Z"
}

const { amount: _amount, expiresAt: _expiresAt, ...where } = card
const voucher = { type: "voucher", number: "11", entity: "e", barcode: "b", page: "https://v.test" }
const sdk = { type: "sdk", clientSecret: "s", publishableKey: "pk" }

describe("what the payer sees", () => {
  it("keeps the requisites when an answer has links or a sum only, and takes the new sum", () => {
    const later = merged(part(card), part({ type: "transfer", suggestedAmount: { value: "10.03" } }))
    assert.deepStrictEqual(later.next, { ...card, suggestedAmount: { value: "10.03" } })
    assert.deepStrictEqual(merged(part(card), part(null, { receiptLinks: { upload: "u" } })).next, card)
  })

  it("has the requisites of one answer only: whoever states one replaces all, and the sum that belongs to them", () => {
    const phone = { type: "transfer", phone: "7916" }
    assert.deepStrictEqual(merged(part(card), part(phone)).next, phone)
    const bank = { type: "transfer", bank: "two" }
    assert.deepStrictEqual(merged(part(card), part(bank)).next, bank)
  })

  it("keeps links, receipts, the receipt page and the session beside, each by itself", () => {
    const first = part({ ...card, receiptPage: "p" }, { session: "s", receiptLinks: { upload: "u", page: "p" } })
    const later = merged(first, part({ type: "transfer", phone: "7916" }, { receiptLinks: { status: "t" } }))
    assert.deepStrictEqual(later.receiptLinks, { upload: "u", page: "p", status: "t" })
    assert.strictEqual(later.session, "s")
    assert.deepStrictEqual(nextAt(later, 0), { receiptPage: "p", type: "transfer", phone: "7916" })
    assert.deepStrictEqual(merged(later, part(null)), later)
  })

  it("does not lose a page to go to because of a sum without any way to pay it", () => {
    const page = { type: "redirect", url: "https://a.test" }
    assert.deepStrictEqual(merged(part(page), part({ type: "transfer", amount: { value: "1.00" } })).next, page)
    assert.deepStrictEqual(merged(part(page), part(card)).next, card)
  })

  it("has no sums of two currencies: those of a later answer in another one replace all", () => {
    const roubles = {
      ...card,
      currency: "RUB",
      amount: { value: "900.00", currency: "RUB" },
      suggestedAmount: { value: "900.37", currency: "RUB" }
    }
    const dollars = { value: "10.00", currency: "USD" }
    const { amount: _, currency: __, suggestedAmount: ___, ...where } = roubles
    assert.deepStrictEqual(merged(part(roubles), part({ type: "transfer", currency: "USD", amount: dollars })).next, {
      ...where,
      currency: "USD",
      amount: dollars
    })
    assert.deepStrictEqual(merged(part(roubles), part({ type: "transfer", amount: dollars })).next, {
      ...where,
      amount: dollars
    })
    const exact = { value: "900.40", currency: "RUB" }
    assert.deepStrictEqual(merged(part(roubles), part({ type: "transfer", suggestedAmount: exact })).next, {
      ...roubles,
      suggestedAmount: exact
    })
    assert.deepStrictEqual(merged(part(roubles), part({ type: "transfer", receiptPage: "p" })).next, {
      ...roubles,
      receiptPage: "p"
    })
  })

  const page = { type: "redirect", method: "GET", url: "https://a.test", fields: {} }

  // Each row: the answers, one after the other, and what the payer sees then.
  it.each<readonly [what: string, answers: ReadonlyArray<Next | null>, seen: Next | null]>([
    ["the same voucher without its barcode", [voucher, { type: "voucher", number: "11", entity: "e" }], voucher],
    ["another voucher", [voucher, { type: "voucher", number: "22" }], { type: "voucher", number: "22" }],
    [
      "a voucher of another biller",
      [voucher, { ...voucher, entity: "f", page: undefined }],
      { type: "voucher", number: "11", entity: "f", barcode: "b" }
    ],
    ["the same secret without the key", [sdk, { type: "sdk", clientSecret: "s" }], sdk],
    [
      "another secret, whose key is not known",
      [sdk, { type: "sdk", clientSecret: "t" }],
      { type: "sdk", clientSecret: "t" }
    ],
    ["a voucher in place of a transfer", [card, voucher], voucher],
    ["a transfer in place of a voucher", [voucher, { type: "transfer", phone: "7" }], { type: "transfer", phone: "7" }],
    ["a sum beside a voucher", [voucher, { type: "transfer", amount: { value: "1.00" } }], voucher],
    ["the same requisites, and no sum or time", [card, where], card],
    ["the same requisites with another time", [card, { ...where, expiresAt: "x" }], { ...card, expiresAt: "x" }],
    ["some of the requisites", [card, { type: "transfer", card: "4111" }], { type: "transfer", card: "4111" }],
    ["a page, then a transfer", [page, where], { ...where, page: page.url }],
    ["a page, then a voucher with one of its own", [page, voucher], voucher],
    ["a transfer, then a page", [card, page], page],
    ["a page, a transfer, and another page", [page, card, { ...page, url: "b" }, where], { ...where, page: "b" }],
    ["a form that is posted is no link", [{ ...page, method: "POST" }, where], where],
    ["nothing", [null, null], null]
  ])("of %s", (_, answers, seen) => {
    const all = answers.reduce<PayerPart | null>((before, next) => merged(before, part(next)), null)
    assert.deepStrictEqual(JSON.parse(JSON.stringify(nextAt(all, 0))), JSON.parse(JSON.stringify(seen)))
  })

  it("keeps a page no longer than that may be gone to", () => {
    const until = Date.parse(card.expiresAt)
    const all = merged(merged(null, part({ ...page, expiresAt: card.expiresAt })), part(where))
    assert.propertyVal(nextAt(all, until - 1), "page", page.url)
    assert.notProperty(nextAt(all, until), "page")
  })

  it("has the links that an earlier version has stored with what the payer must do", () => {
    const older = part({ ...card, receiptPage: "p" })
    const later = merged(older, part({ type: "transfer", phone: "7916" }))
    assert.deepStrictEqual(nextAt(later, 0), { type: "transfer", phone: "7916", receiptPage: "p" })
    assert.propertyVal(nextAt(older, 0), "receiptPage", "p")
  })

  it("in any order of answers loses no requisite that was not replaced, and mixes none of two answers", () => {
    const text = fc.constantFrom("1", "2", "3")
    const named = (type: string, names: ReadonlyArray<string>) =>
      fc.record(
        { type: fc.constant(type), ...Object.fromEntries(names.map((name) => [name, text])) },
        { requiredKeys: ["type"] }
      )
    const ways = fc.oneof(
      named("transfer", ["bank", "card", "phone", "holder", "qr", "qrCaption", "receiptPage"]),
      fc.record(
        { type: fc.constant("voucher"), number: text, entity: text, barcode: text },
        { requiredKeys: ["type", "number"] }
      ),
      fc.record(
        { type: fc.constant("sdk"), clientSecret: text, publishableKey: text },
        { requiredKeys: ["type", "clientSecret"] }
      ),
      fc.record({ type: fc.constant("redirect"), method: fc.constant("GET"), url: text, fields: fc.constant({}) })
    )
    const parts = fc.record({
      next: fc.option(ways),
      session: fc.option(text),
      receiptLinks: fc.option(fc.record({ upload: text, status: text, page: text }, { requiredKeys: [] }))
    })
    const where = [
      "bank",
      "card",
      "phone",
      "holder",
      "qr",
      "qrCaption",
      "number",
      "entity",
      "clientSecret",
      "method",
      "url"
    ]
    const requisitesOf = (next: Next | null) =>
      Object.fromEntries(Object.entries(next ?? {}).filter(([name]) => where.includes(name)))
    const stated = (next: Next | null) => Object.keys(requisitesOf(next)).length > 0
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 8 }), (answers) => {
        const all = answers.reduce<PayerPart | null>((before, now) => merged(before, now), null)
        // Those of the last answer that says where to pay, all of them and no others.
        const last = answers.findLast(({ next }) => stated(next))?.next ?? null
        assert.deepStrictEqual(requisitesOf(all?.next ?? null), requisitesOf(last))
        if (last !== null) assert.strictEqual(all?.next?.type, last.type)
        // Of everything else what was stated last, by itself.
        assert.strictEqual(all?.session ?? null, answers.findLast(({ session }) => session !== null)?.session ?? null)
        assert.deepStrictEqual({ ...all?.receiptLinks }, Object.assign({}, ...answers.map((each) => each.receiptLinks)))
        const of = (name: string, type: string) =>
          answers.findLast(({ next }) => next?.type === type && Reflect.get(next, name) !== undefined)?.next
        assert.strictEqual(all?.links?.receiptPage, Reflect.get({ ...of("receiptPage", "transfer") }, "receiptPage"))
        assert.strictEqual(all?.links?.page?.url, Reflect.get({ ...of("url", "redirect") }, "url"))
        // Nothing changes by hearing the last answer once more.
        const again = answers.at(-1)
        if (all !== null && again !== undefined) assert.deepStrictEqual(merged(all, again), all)
      })
    )
  })

  it("names each value that lets somebody act as the payer, for redactors", () => {
    assert.deepStrictEqual(personalIn(part(sdk, { session: "n" })), ["n", "s"])
    assert.deepStrictEqual(personalIn(part(voucher)), ["11", "b"])
  })

  it("is nothing once the time for it has passed", () => {
    const until = Date.parse(card.expiresAt)
    assert.deepStrictEqual(nextAt(part(card), until - 1), card)
    assert.strictEqual(nextAt(part(card), until), null)
    assert.deepStrictEqual(nextAt(part({ type: "redirect", url: "u" }), until), { type: "redirect", url: "u" })
    assert.strictEqual(nextAt(null, 0), null)
  })
})
