/** What a payer needs is not lost because a later answer does not repeat it, and never mixed from two answers. */
import { assert, describe, it } from "vitest"
import { merged, nextAt, type PayerPart } from "../../src/worker/payerPart.ts"

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

  it("is nothing once the time for it has passed", () => {
    const until = Date.parse(card.expiresAt)
    assert.deepStrictEqual(nextAt(part(card), until - 1), card)
    assert.strictEqual(nextAt(part(card), until), null)
    assert.deepStrictEqual(nextAt(part({ type: "redirect", url: "u" }), until), { type: "redirect", url: "u" })
    assert.strictEqual(nextAt(null, 0), null)
  })
})
