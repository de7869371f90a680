/** The suite that every adapter must pass, and what it needs of whoever simulates the provider. */
export * as Harness from "./Harness.ts"
export * as Law from "./Law.ts"
export * as ManualClock from "./ManualClock.ts"
export * as PaymentContract from "./PaymentContract.ts"
export * as PayoutContract from "./PayoutContract.ts"
export * as RefundContract from "./RefundContract.ts"
export * as Subject from "./Subject.ts"
