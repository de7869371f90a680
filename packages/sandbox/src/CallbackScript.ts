/**
 * Changes of the next callback that a test may ask for: that it comes early, late, twice, forged, with other values, to another address or
 * not at all. Data only; the provider writes the callback and `Dispatch.ts` decides when it goes out.
 */
import type { ContentEncoding } from "./Encoding.ts"
import { encodings } from "./Encoding.ts"
import * as Decode from "./internal/decode.ts"

/** When and how often a callback is sent. */
export interface Timing {
  /** Sent so many milliseconds of the clock later. */
  readonly late?: number
  /** Sent so many times, default once. */
  readonly copies?: number
  /** Kept back until released, in order or reversed. */
  readonly hold?: boolean
}

/** How one callback departs from the ordinary. */
export interface CallbackScript<Status> extends Timing {
  /** At creation the operation moves to this status and its callback is delivered before the create answer. */
  readonly early?: Status
  /** Signed with a wrong secret. */
  readonly forged?: boolean
  /**
   * Fields with other values; the sign fits them. Another reference makes an unknown one. A value may repeat what was
   * given, see `Words.ts`.
   */
  readonly changes?: Readonly<Record<string, string>>
  /** Fields that are not there; the sign fits that too. */
  readonly without?: ReadonlyArray<string>
  /** Another address; `swapped` takes the URL meant for the opposite result. */
  readonly url?: string
  readonly format?: "form" | "json"
  /** Compressed by somebody between here and the merchant. */
  readonly encoding?: ContentEncoding
  /** Never sent. */
  readonly lost?: boolean
}

/** Where a callback goes: to the script's own address, or to one of two, which `swapped` exchanges. */
export const targetOf = (
  script: Pick<CallbackScript<never>, "url">,
  isSuccess: boolean,
  urls: { readonly success: string | null; readonly failure: string | null }
): string | null => {
  if (script.url !== undefined && script.url !== "swapped") return script.url
  return isSuccess !== (script.url === "swapped") ? urls.success : urls.failure
}

const members = "early late copies forged changes without url format encoding hold lost".split(" ")

/** The fields as a script changes them; `value` makes a field's new value of its text. */
export const bend = <Value>(
  fields: Readonly<Record<string, Value>>,
  { changes = {}, without = [] }: Pick<CallbackScript<never>, "changes" | "without">,
  value: (name: string, text: string) => Value
): Record<string, Value> => {
  const changed = Object.entries(changes).map(([name, text]) => [name, value(name, text)] as const)
  const all = Object.entries({ ...fields, ...Object.fromEntries(changed) })
  return Object.fromEntries(all.filter(([name]) => !without.includes(name)))
}

/** Reads a callback script from JSON, its status by `early`; throws `BadInput`. */
export const decode = <Status>(
  value: unknown,
  early: (input: Readonly<Record<string, unknown>>, name: string) => Status | undefined
): CallbackScript<Status> => {
  const input = Decode.record(value, "script", members)
  const status = early(input, "early")
  return {
    ...(status !== undefined && { early: status }),
    ...Decode.present({
      late: Decode.optionalInteger(input, "late"),
      copies: Decode.optionalInteger(input, "copies"),
      forged: Decode.optionalBoolean(input, "forged"),
      changes: Decode.optionalTexts(input, "changes"),
      without: Decode.optionalNames(input, "without"),
      url: Decode.optionalText(input, "url"),
      format: Decode.optionalChoice(input, "format", ["form", "json"]),
      encoding: Decode.optionalChoice(input, "encoding", encodings),
      hold: Decode.optionalBoolean(input, "hold"),
      lost: Decode.optionalBoolean(input, "lost")
    })
  }
}
