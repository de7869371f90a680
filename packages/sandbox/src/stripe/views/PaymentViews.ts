/** PaymentIntents, Charges and Checkout Sessions as Stripe shows them. */
import type { Charge, Intent, Session } from "../Records.ts"
import { seconds } from "../wire/Created.ts"
import type { JsonObject } from "../wire/Errors.ts"

const time = (ms: number | null): number | null => (ms === null ? null : seconds(ms))

// Members that Stripe has and this simulator knows nothing of.
const empty = (names: string): JsonObject => Object.fromEntries(names.split(/\s+/).map((name) => [name, null]))

const unknownOfIntents =
  empty(`allowed_payment_method_types customer_account excluded_payment_method_types managed_payments
  payment_method_configuration_details payment_record source`)

const unknownOfSessions = empty(`allowed_payment_method_types billing_address_collection collected_information consent
  consent_collection currency_conversion customer_account discounts integration_identifier invoice invoice_creation
  managed_payments origin_context payment_method_collection payment_method_configuration_details permissions
  saved_payment_method_options shipping_address_collection shipping_cost wallet_options`)

/** A PaymentIntent. */
export const intent = (shown: Intent): JsonObject => ({
  ...unknownOfIntents,
  id: shown.id,
  object: "payment_intent",
  amount: shown.amount,
  amount_capturable: shown.capturable,
  amount_details: { tip: {} },
  amount_received: shown.received,
  application: null,
  application_fee_amount: null,
  automatic_payment_methods: { allow_redirects: shown.allowRedirects ? "always" : "never", enabled: true },
  canceled_at: time(shown.canceledAt),
  cancellation_reason: shown.cancellationReason,
  capture_method: shown.captureMethod,
  client_secret: shown.clientSecret,
  confirmation_method: shown.confirmationMethod,
  created: seconds(shown.created),
  currency: shown.currency,
  customer: null,
  description: shown.description,
  last_payment_error: shown.lastError,
  latest_charge: shown.latestCharge,
  livemode: shown.scope.livemode,
  metadata: shown.metadata,
  next_action: shown.nextAction,
  on_behalf_of: null,
  payment_method: shown.method?.id ?? null,
  payment_method_options: shown.methodTypes.includes("card")
    ? { card: { installments: null, mandate_options: null, network: null, request_three_d_secure: "automatic" } }
    : {},
  payment_method_types: shown.methodTypes,
  processing: null,
  receipt_email: null,
  review: null,
  setup_future_usage: null,
  shipping: null,
  statement_descriptor: null,
  statement_descriptor_suffix: null,
  status: shown.status,
  transfer_data: null,
  transfer_group: shown.transferGroup
})

const outcome = ({ failure, method, status }: Charge): JsonObject => {
  const declineCode = failure?.decline_code ?? null
  const isBlocked = declineCode === "fraudulent"
  const network = isBlocked ? "not_sent_to_network" : "declined_by_network"
  return {
    advice_code: failure?.advice_code ?? null,
    network_advice_code: failure?.network_advice_code ?? null,
    network_decline_code: failure?.network_decline_code ?? null,
    network_status: status === "failed" ? network : "approved_by_network",
    reason: status === "failed" ? (declineCode ?? failure?.code ?? null) : null,
    risk_level: isBlocked ? "highest" : method.means.type === "card" ? "normal" : "not_assessed",
    seller_message: status === "failed" ? "The payment was declined." : "Payment complete.",
    type: status === "failed" ? (isBlocked ? "blocked" : "issuer_declined") : "authorized"
  }
}

const details = ({ amount, captureBefore, captured, method }: Charge, multicapture: boolean): JsonObject => {
  const { brand, last4, type } = method.means
  if (type !== "card") return { type, [type]: { last4 } }
  const card = {
    amount_authorized: amount,
    brand,
    ...(captureBefore !== null && !captured && { capture_before: seconds(captureBefore) }),
    checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: "pass" },
    country: "US",
    exp_month: 12,
    exp_year: 2034,
    funding: "credit",
    last4,
    multicapture: { status: multicapture ? "available" : "unavailable" },
    network: brand,
    three_d_secure: null
  }
  return { type, card }
}

/** A Charge; `multicapture` as its payment has it. */
export const charge = (shown: Charge, multicapture: boolean): JsonObject => {
  const back = shown.released ? shown.amount : shown.amountRefunded
  return {
    id: shown.id,
    object: "charge",
    amount: shown.amount,
    amount_captured: shown.amountCaptured,
    amount_refunded: back,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: shown.balanceTransaction,
    billing_details: { address: null, email: null, name: null, phone: null, tax_id: null },
    calculated_statement_descriptor: "SANDBOX",
    captured: shown.captured,
    created: seconds(shown.created),
    currency: shown.currency,
    customer: null,
    description: shown.description,
    disputed: shown.dispute !== null,
    failure_balance_transaction: shown.failureTransaction,
    failure_code: shown.failure?.code ?? null,
    failure_message: shown.failure?.message ?? null,
    fraud_details: {},
    livemode: shown.scope.livemode,
    metadata: shown.metadata,
    on_behalf_of: null,
    outcome: shown.status === "pending" ? null : outcome(shown),
    // True for what is merely authorised, too.
    paid: shown.status === "succeeded",
    payment_intent: shown.intent,
    payment_method: shown.method.id,
    payment_method_details: details(shown, multicapture),
    receipt_email: null,
    receipt_number: null,
    receipt_url: null,
    refunded: shown.released || shown.refunded,
    review: null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: shown.status,
    transfer_data: null,
    transfer_group: shown.transferGroup
  }
}

/** A Checkout Session; its page can be reached only while it is open. */
export const session = (shown: Session): JsonObject => ({
  ...unknownOfSessions,
  id: shown.id,
  object: "checkout.session",
  adaptive_pricing: { enabled: false },
  after_expiration: null,
  allow_promotion_codes: null,
  amount_subtotal: shown.amountTotal,
  amount_total: shown.amountTotal,
  automatic_tax: { enabled: false, liability: null, provider: null, status: null },
  cancel_url: shown.cancelUrl,
  client_reference_id: shown.clientReferenceId,
  client_secret: null,
  created: seconds(shown.created),
  currency: shown.currency,
  custom_fields: [],
  custom_text: { after_submit: null, shipping_address: null, submit: null, terms_of_service_acceptance: null },
  customer: null,
  customer_creation: "if_required",
  customer_details: null,
  customer_email: null,
  expires_at: seconds(shown.expiresAt),
  livemode: shown.scope.livemode,
  locale: null,
  metadata: shown.metadata,
  mode: "payment",
  payment_intent: shown.intent,
  payment_link: null,
  payment_method_types: shown.methodTypes,
  payment_method_options: {},
  payment_status: shown.paymentStatus,
  recovered_from: null,
  setup_intent: null,
  shipping_options: [],
  status: shown.status,
  submit_type: null,
  subscription: null,
  success_url: shown.successUrl,
  total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
  ui_mode: "hosted_page",
  url: shown.status === "open" ? `${shown.origin}/c/pay/${shown.id}` : null
})
