/** Stripe's test methods and test card numbers, and the course that each takes. */
import type { Course, Method } from "./Courses.ts"
import { declined } from "./Courses.ts"

const card = (number: string, course: Course = {}, brand = "visa"): readonly [string, Method] => [
  number,
  { type: "card", brand, last4: number.slice(-4), course }
]

const decline = (number: string, reason: string) => card(number, { decline: declined(reason) })

/** Cards by their numbers. */
export const numbers: ReadonlyMap<string, Method> = new Map([
  card("4242424242424242"),
  card("5555555555554444", {}, "mastercard"),
  card("378282246310005", {}, "amex"),
  decline("4000000000000002", "generic_decline"),
  decline("4000000000009995", "insufficient_funds"),
  decline("4000000000009987", "lost_card"),
  decline("4000000000009979", "stolen_card"),
  decline("4000000000006975", "card_velocity_exceeded"),
  decline("4000000000000069", "expired_card"),
  decline("4000000000000127", "incorrect_cvc"),
  decline("4000000000000119", "processing_error"),
  decline("4100000000000019", "fraudulent"),
  card("4000000000003220", { authenticate: true }),
  card("4000002760003184", { authenticate: true }),
  card("4000008400001629", { authenticate: true, decline: declined("generic_decline") }),
  card("4000008260003178", { authenticate: true, decline: declined("insufficient_funds") }),
  card("4000000000000077", { bypassPending: true }),
  card("4000000000000259", { dispute: "fraudulent" }),
  card("4000000000007726", { refund: "pending" }),
  card("4000000000005126", { refund: "fails" })
])

const named: Readonly<Record<string, string>> = {
  pm_card_visa: "4242424242424242",
  pm_card_mastercard: "5555555555554444",
  pm_card_amex: "378282246310005",
  pm_card_visa_chargeDeclined: "4000000000000002",
  pm_card_visa_chargeDeclinedInsufficientFunds: "4000000000009995",
  pm_card_visa_chargeDeclinedLostCard: "4000000000009987",
  pm_card_visa_chargeDeclinedStolenCard: "4000000000009979",
  pm_card_visa_chargeDeclinedVelocityLimitExceeded: "4000000000006975",
  pm_card_chargeDeclined: "4000000000000002",
  pm_card_chargeDeclinedInsufficientFunds: "4000000000009995",
  pm_card_chargeDeclinedExpiredCard: "4000000000000069",
  pm_card_chargeDeclinedIncorrectCvc: "4000000000000127",
  pm_card_chargeDeclinedProcessingError: "4000000000000119",
  pm_card_radarBlock: "4100000000000019",
  pm_card_threeDSecure2Required: "4000000000003220",
  pm_card_threeDSecureRequired: "4000000000003220",
  pm_card_authenticationRequired: "4000002760003184",
  pm_card_threeDSecureRequiredChargeDeclined: "4000008400001629",
  pm_card_authenticationRequiredChargeDeclinedInsufficientFunds: "4000008260003178",
  pm_card_bypassPending: "4000000000000077",
  pm_card_createDispute: "4000000000000259",
  pm_card_pendingRefund: "4000000000007726",
  pm_card_refundFail: "4000000000005126"
}

const bank = (course: Course = {}): Method => ({
  type: "us_bank_account",
  brand: null,
  last4: "6789",
  course: { processing: true, ...course }
})

const failing = (code: string): Method =>
  bank({ decline: { code: "payment_method_provider_decline", decline_code: code } })

const banks: ReadonlyMap<string, Method> = new Map([
  ["pm_usBankAccount", bank()],
  ["pm_usBankAccount_success", bank()],
  ["pm_usBankAccount_accountClosed", failing("account_closed")],
  ["pm_usBankAccount_noAccount", failing("no_account")],
  ["pm_usBankAccount_insufficientFunds", failing("insufficient_funds")],
  ["pm_usBankAccount_debitNotAuthorized", failing("debit_not_authorized")],
  ["pm_usBankAccount_dispute", bank({ dispute: "bank_cannot_process" })]
])

/** A test method by its id; undefined where there is none of that name. */
export const find = (id: string): Method | undefined => numbers.get(named[id] ?? "") ?? banks.get(id)

const delayed = new Set(["us_bank_account", "sepa_debit", "bacs_debit", "au_becs_debit", "acss_debit"])
const redirecting = new Set(["ideal", "bancontact", "eps", "p24", "klarna", "paypal", "sofort", "twint", "giropay"])

/** Whether a payer may be sent to another page. */
export const redirects = (type: string): boolean => redirecting.has(type)

/** A means of payment of a type that has no number: settled days later, or on a page of its own; undefined where unknown. */
export const ofType = (type: string): Method | undefined => {
  const plain = { type, brand: null, last4: "0000" }
  if (delayed.has(type)) return { ...plain, course: { processing: true } }
  return redirecting.has(type) ? { ...plain, course: { authenticate: true } } : undefined
}
