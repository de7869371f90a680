/**
 * What the payer sees after another answer: nothing that it needs is lost because a later answer does not repeat it, and nothing is
 * mixed from two answers. An answer that says where to pay replaces all that was said of that before; one that says the same
 * once more keeps what was said beside it; links, receipts and the session stay, each until it is stated anew.
 */
import type { Next, PayerPart } from "./payerPart.ts"

// Where to pay, by each kind: what belongs together, and is never taken from two answers.
const requisites: Readonly<Record<string, ReadonlyArray<string>>> = {
  redirect: ["method", "url", "fields"],
  transfer: ["bank", "card", "phone", "holder", "qr", "qrCaption"],
  card_form: ["formToken", "url"],
  // What everybody may see goes with the secret that it belongs to.
  sdk: ["clientSecret"],
  voucher: ["number", "entity"]
}

// Sums in two currencies are those of two answers, and only the later ones hold.
const sums = ["amount", "suggestedAmount", "currency"] as const

const currencyOf = (next: Next): string | undefined =>
  sums
    .map((name) => next[name])
    .map((sum) => (typeof sum === "object" && sum !== null && "currency" in sum ? sum.currency : sum))
    .find((currency) => typeof currency === "string")

const withoutSums = (next: Next): Next =>
  Object.fromEntries(Object.entries(next).filter(([name]) => !sums.some((sum) => sum === name)))

const namesOf = ({ type }: Next): ReadonlyArray<string> => requisites[String(type)] ?? []

const saysWhere = (next: Next): boolean => namesOf(next).some((name) => next[name] !== undefined)

const textOf = (value: unknown): string => JSON.stringify(value) ?? ""

const isSameWay = (before: Next, now: Next): boolean =>
  before.type === now.type && namesOf(now).every((name) => textOf(before[name]) === textOf(now[name]))

const together = (before: Next, now: Next): Next => {
  const currency = currencyOf(now)
  return { ...(currency === undefined || currency === currencyOf(before) ? before : withoutSums(before)), ...now }
}

const mergedNext = (before: Next | null, now: Next | null): Next | null => {
  if (before === null || now === null) return now ?? before
  if (saysWhere(now)) return isSameWay(before, now) ? together(before, now) : now
  // A sum or a time limit alone is no other way to pay.
  return before.type === now.type ? together(before, now) : before
}

const linksIn = (next: Next | null): PayerPart["links"] => {
  if (next === null) return undefined
  const { expiresAt, fields, method, receiptPage, type, url } = next
  const isPlain = type === "redirect" && method === "GET" && typeof url === "string" && textOf(fields ?? {}) === "{}"
  return {
    ...(isPlain ? { page: { url, ...(typeof expiresAt === "string" ? { expiresAt } : {}) } } : {}),
    ...(typeof receiptPage === "string" ? { receiptPage } : {})
  }
}

/** The part that the payer sees after another answer; before the first one it is null. */
export const merged = (before: PayerPart | null, now: PayerPart): PayerPart => ({
  next: mergedNext(before?.next ?? null, now.next),
  session: now.session ?? before?.session ?? null,
  receiptLinks:
    (before?.receiptLinks ?? null) === null && now.receiptLinks === null
      ? null
      : { ...before?.receiptLinks, ...now.receiptLinks },
  // What an earlier version has stored has its links in the action alone.
  links: { ...linksIn(before?.next ?? null), ...before?.links, ...linksIn(now.next) }
})
