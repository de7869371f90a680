/** Stripe for Switchyard. */
export * as Stripe from "./Stripe.ts"
export { plugin } from "./Stripe.ts"
export { PaymentOptions } from "./StripePayments.ts"
export { PayoutOptions } from "./StripePayouts.ts"
export { RefundOptions } from "./StripeRefunds.ts"
