/** Feennex payments and payouts for Switchyard. */
export * as Feennex from "./Feennex.ts"
export { plugin } from "./Feennex.ts"
export { PaymentOptions } from "./FeennexPayments.ts"
export { PayoutOptions } from "./FeennexPayouts.ts"
