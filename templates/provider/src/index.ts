/** __Vendor__ for Switchyard. */
export * as __Vendor__ from "./__Vendor__.ts"
export { plugin } from "./__Vendor__.ts"
// if payments
export { PaymentOptions } from "./__Vendor__Payments.ts"
// end
// if payouts
export { PayoutOptions } from "./__Vendor__Payouts.ts"
// end
