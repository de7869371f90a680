/** What a payer needs is not lost because a later answer does not repeat it, and never mixed from two answers. */
import { assert, describe, it } from "vitest"
import { merged, nextAt, type PayerPart } from "../../src/operations/payerPart.ts"

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
    assert.deepStrictEqual(later.next, { receiptPage: "p", type: "transfer", phone: "7916" })
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

  it("is nothing once the time for it has passed", () => {
    const until = Date.parse(card.expiresAt)
    assert.deepStrictEqual(nextAt(part(card), until - 1), card)
    assert.strictEqual(nextAt(part(card), until), null)
    assert.deepStrictEqual(nextAt(part({ type: "redirect", url: "u" }), until), { type: "redirect", url: "u" })
    assert.strictEqual(nextAt(null, 0), null)
  })
})
