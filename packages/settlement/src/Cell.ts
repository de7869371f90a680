/**
 * Decoders for the cells of a settlement report, one for each kind of column. A column is declared with one of them
 * (`Column`), or with a decoder of the adapter's own.
 */
export type { Cell } from "./internal/cell.ts"
export { isBlank } from "./internal/cell.ts"
export type { Context, Decoder } from "./internal/decoder.ts"
export { digits, oneOf, reference } from "./internal/decoders/ids.ts"
export { amount, currencyCode, currencyNumber, signedAmount } from "./internal/decoders/money.ts"
export { time } from "./internal/decoders/time.ts"
