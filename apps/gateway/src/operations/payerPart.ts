/**
 * The part of a payment that only its payer may see: what it must do, and how receipts go. It is stored sealed, and a later answer
 * that leaves something out takes nothing away: links, receipts and the session are kept member by member, while an answer
 * that says where to pay replaces all that was said of that before.
 */
import type { Payment } from "@switchyard/core"
import * as Effect from "effect/Effect"
import type { Row } from "../store/Row.ts"
import type * as Vault from "../vault.ts"

/** The next action of a payer, as the payer sees it. */
export type Next = { readonly [name: string]: unknown }

/** The part that only the payer may see, in the open; it is stored sealed. */
export interface PayerPart {
  readonly next: Next | null
  readonly session: string | null
  readonly receiptLinks: Payment.ReceiptLinks | null
}

// Where a transfer goes: these belong together, those of two answers must never be mixed.
const requisites = ["bank", "card", "phone", "holder", "qr", "qrCaption"] as const

// Sums in two currencies are those of two answers, and only the later ones hold.
const sums = ["amount", "suggestedAmount", "currency"] as const

const currencyOf = (next: Next): string | undefined =>
  sums
    .map((name) => next[name])
    .map((sum) => (typeof sum === "object" && sum !== null && "currency" in sum ? sum.currency : sum))
    .find((currency) => typeof currency === "string")

const withoutSums = (next: Next): Next =>
  Object.fromEntries(Object.entries(next).filter(([name]) => !sums.some((sum) => sum === name)))

const hasRequisite = (next: Next): boolean => requisites.some((name) => next[name] !== undefined)

const mergedNext = (before: Next | null, now: Next | null): Next | null => {
  if (before === null || now === null) return now ?? before
  if (now.type !== "transfer" || hasRequisite(now)) {
    const { receiptPage } = before
    return now.type === "transfer" && receiptPage !== undefined ? { receiptPage, ...now } : now
  }
  // A sum or a time limit alone is no other way to pay.
  if (before.type !== "transfer") return before
  const currency = currencyOf(now)
  return { ...(currency === undefined || currency === currencyOf(before) ? before : withoutSums(before)), ...now }
}

/** The part that the payer sees after another answer. */
export const merged = (before: PayerPart | null, now: PayerPart): PayerPart =>
  before === null
    ? now
    : {
        next: mergedNext(before.next, now.next),
        session: now.session ?? before.session,
        receiptLinks:
          before.receiptLinks === null && now.receiptLinks === null
            ? null
            : { ...before.receiptLinks, ...now.receiptLinks }
      }

/** The next action of the payer: none once the time for it has passed. */
export const nextAt = (part: PayerPart | null, now: number): Next | null => {
  const next = part?.next ?? null
  const expiresAt = typeof next?.expiresAt === "string" ? Date.parse(next.expiresAt) : Number.NaN
  return Number.isNaN(expiresAt) || now < expiresAt ? next : null
}

const secrets = ["card", "phone", "holder", "formToken"] as const

/** The values that its provider must not repeat: who receives a transfer, and what opens the payer's session. */
export const personalIn = (part: PayerPart | null): ReadonlyArray<string> =>
  part === null
    ? []
    : [part.session, ...secrets.map((name) => part.next?.[name])].filter((value) => typeof value === "string")

const isPayerPart = (value: unknown): value is PayerPart =>
  typeof value === "object" && value !== null && "next" in value && "receiptLinks" in value

/** The part that was sealed for the payer of an operation, if anything can be opened. */
export const payerPart = (vault: Vault.Service, row: Row): Effect.Effect<PayerPart | null> =>
  row.nextAction === null
    ? Effect.succeed(null)
    : vault.open(row.nextAction, row.id).pipe(
        Effect.map((text): unknown => JSON.parse(text)),
        Effect.map((value) => (isPayerPart(value) ? value : null)),
        Effect.catch(() => Effect.succeed(null))
      )
