/** Addresses in answers: shown to people and never fetched; still, only web addresses are passed on. */
import type * as Json from "@switchyard/core/Json"

/** Whether a member is an address that a browser may be sent to, of at most `longest` characters. */
export const isWebAddress = (value: Json.Json, longest: number): value is string =>
  typeof value === "string" && value.length <= longest && /^https?:\/\/\S+$/i.test(value) && URL.canParse(value)
