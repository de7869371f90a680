/**
 * How __Vendor__ signs requests and callbacks. The text that is signed is the text that is sent, because it is one and
 * the same variable. Nothing can be signed as long as the formula is not written down here.
 */
import { unfinished } from "./unfinished.ts"

/** The signature of a text. */
export const sign = (_text: string | Uint8Array, _secret: string): string => {
  throw new Error(unfinished(6, "internal/signing.ts signs a text"))
}
