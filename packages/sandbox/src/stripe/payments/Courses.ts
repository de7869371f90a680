/**
 * The courses that a payment takes once it is confirmed, as data: declined, to be authenticated, settled days later, refunded late or
 * not at all, disputed. Test methods and numbers choose one; a test may script any other.
 */
import * as Decode from "../../internal/decode.ts"

/** Why a card is declined, in Stripe's words. */
export interface Decline {
  readonly code: string
  readonly decline_code?: string
  readonly advice_code?: string
  readonly network_advice_code?: string
  readonly network_decline_code?: string
}

/** What becomes of a payment; of an empty one, it succeeds. */
export interface Course {
  /** The payer must authenticate first. */
  readonly authenticate?: boolean
  /** The result comes only after the setting `processingTime`. */
  readonly processing?: boolean
  readonly decline?: Decline
  /** What becomes of its refunds: pending then succeeded, succeeded then failed, or the payer's bank data wanted. */
  readonly refund?: "pending" | "fails" | "requires_action"
  /** Disputed for this reason as soon as it is paid. */
  readonly dispute?: string
  /** The money is available at once. */
  readonly bypassPending?: boolean
}

/** A means of payment. */
export interface Method {
  readonly type: string
  readonly last4: string
  readonly brand: string | null
  readonly course: Course
}

/** A decline by its code, or by the reason that the bank gave. */
export const declined = (reason: string): Decline => {
  const isCode = /^(expired_card|incorrect_cvc|processing_error|incorrect_number|authentication_required)$/.test(reason)
  const advice: Readonly<Record<string, string>> = {
    insufficient_funds: "try_again_later",
    processing_error: "try_again_later",
    incorrect_cvc: "confirm_card_data",
    lost_card: "do_not_try_again",
    stolen_card: "do_not_try_again"
  }
  const advised = advice[reason]
  return {
    code: isCode ? reason : "card_declined",
    ...(isCode && reason !== "authentication_required" ? {} : { decline_code: reason }),
    ...(advised !== undefined && { advice_code: advised })
  }
}

const texts = ["code", "decline_code", "advice_code", "network_advice_code", "network_decline_code"] as const

const decline = (value: unknown): Decline => {
  if (typeof value === "string") return declined(value)
  const input = Decode.record(value, "decline", texts)
  const [code, ...rest] = texts
  const more = rest.map((name) => [name, Decode.optionalText(input, name)] as const)
  return { code: Decode.text(input, code), ...Object.fromEntries(more.filter(([, text]) => text !== undefined)) }
}

/** Reads a course from JSON, a decline also by its reason alone; throws `BadInput`. */
export const decode = (value: unknown): Course => {
  const names = ["authenticate", "processing", "decline", "refund", "dispute", "bypassPending"]
  const input = Decode.record(value, "course", names)
  return Decode.present({
    authenticate: Decode.optionalBoolean(input, "authenticate"),
    processing: Decode.optionalBoolean(input, "processing"),
    decline: input.decline === undefined ? undefined : decline(input.decline),
    refund: Decode.optionalChoice(input, "refund", ["pending", "fails", "requires_action"]),
    dispute: Decode.optionalText(input, "dispute"),
    bypassPending: Decode.optionalBoolean(input, "bypassPending")
  })
}
