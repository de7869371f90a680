/**
 * The part of a payment that only its payer may see: what it must do, and how receipts go. It is stored sealed. How two answers go
 * together stands in `payerMerge.ts`.
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
  /** Pages that an answer has named, kept beside whatever the payer must do; left out by earlier versions. */
  readonly links?:
    | {
        /** Where the payer can go in place of what `next` says. */
        readonly page?: { readonly url: string; readonly expiresAt?: string }
        /** Where a receipt of a transfer goes. */
        readonly receiptPage?: string
      }
    | undefined
}

const isOver = (expiresAt: unknown, now: number): boolean => {
  const until = typeof expiresAt === "string" ? Date.parse(expiresAt) : Number.NaN
  return !Number.isNaN(until) && now >= until
}

/** The next action of the payer with the links beside it: none once the time for it has passed. */
export const nextAt = (part: PayerPart | null, now: number): Next | null => {
  const next = part?.next ?? null
  if (next === null || isOver(next.expiresAt, now)) return null
  const { page, receiptPage } = part?.links ?? {}
  const hasPage = page !== undefined && next.type !== "redirect" && !isOver(page.expiresAt, now)
  return {
    ...(hasPage ? { page: page.url } : {}),
    ...(receiptPage !== undefined && next.type === "transfer" ? { receiptPage } : {}),
    ...next
  }
}

const personal = ["card", "phone", "holder", "formToken", "clientSecret", "number", "barcode"] as const

/** The values that its provider must not repeat: who receives a transfer, and what opens the payer's session. */
export const personalIn = (part: PayerPart | null): ReadonlyArray<string> =>
  part === null
    ? []
    : [part.session, ...personal.map((name) => part.next?.[name])].filter((value) => typeof value === "string")

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
