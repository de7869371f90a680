/** A complete payment and payout provider in memory. */

export * as Memory from "./Memory.ts"
export { plugin } from "./Memory.ts"
export { PaymentOptions } from "./MemoryPayments.ts"
export { PayoutOptions } from "./MemoryPayouts.ts"
export * as MemorySettlement from "./MemorySettlement.ts"
export * as Served from "./Served.ts"
export * as Simulator from "./Simulator.ts"
