/**
 * What a test may ask of the next callback: that it comes early, late, twice, forged, with other values, elsewhere or
 * not at all. Data only; `Callbacks.ts` carries it out.
 */
import * as Decode from "../internal/decode.ts"

/** How one callback departs from the ordinary. */
export interface CallbackScript {
  /** At creation the payment moves to this status and its callback is delivered before the create answer. */
  readonly early?: number
  /** Sent so many milliseconds of the clock later. */
  readonly late?: number
  /** Sent so many times, default once. */
  readonly copies?: number
  /** Signed with a wrong secret. */
  readonly forged?: boolean
  /** Fields with other values; the sign fits them. Another `shop_order_id` makes an unknown reference. */
  readonly changes?: Readonly<Record<string, string>>
  /** Another address; `swapped` takes the URL meant for the opposite result. */
  readonly url?: string
  readonly format?: "form" | "json"
  /** Kept back until released, in order or reversed. */
  readonly hold?: boolean
  /** Never sent. */
  readonly lost?: boolean
}

/** The names `decode` reads. */
export const members = ["early", "late", "copies", "forged", "changes", "url", "format", "hold", "lost"] as const

/** Reads a callback script from JSON; throws `BadInput`. */
export const decode = (value: unknown): CallbackScript => {
  const input = Decode.record(value, "script", members)
  return Decode.present({
    early: Decode.optionalInteger(input, "early"),
    late: Decode.optionalInteger(input, "late"),
    copies: Decode.optionalInteger(input, "copies"),
    forged: Decode.optionalBoolean(input, "forged"),
    changes: Decode.optionalTexts(input, "changes"),
    url: Decode.optionalText(input, "url"),
    format: Decode.optionalChoice(input, "format", ["form", "json"]),
    hold: Decode.optionalBoolean(input, "hold"),
    lost: Decode.optionalBoolean(input, "lost")
  })
}
