/**
 * What each role may do: the one table of roles and endpoints. `Guards` lets only these in, an
 * endpoint without a line here does not compile, and the OpenAPI document shows each line. Definitions only.
 */
import { purposes, type Role } from "../../model/Role.ts"

type Roles = readonly [Role, ...ReadonlyArray<Role>]

const everybody: Roles = ["viewer", "merchant", "operator"]
// It moves money, or asks for it, in the merchant's name.
const merchants: Roles = ["merchant"]
// It creates no operation and decides nothing: it asks a provider, hands something on, or gives up what can be given up.
const handlers: Roles = ["merchant", "operator"]
// It decides what nobody else can, or what a merchant is sent.
const operators: Roles = ["operator"]
// What lies at a provider is the business of those who run the gateway.
const house: Roles = ["viewer", "operator"]

/** Who may call what, by group and endpoint. */
export const endpoints = {
  "payouts.create": merchants,
  "payouts.list": everybody,
  "payouts.get": everybody,
  "payouts.timeline": everybody,
  "payouts.refresh": handlers,
  "payouts.cancel": handlers,
  "payouts.abandon": operators,
  "payouts.resolve": operators,

  "payments.create": merchants,
  "payments.list": everybody,
  "payments.get": everybody,
  "payments.timeline": everybody,
  "payments.refresh": handlers,
  "payments.capture": merchants,
  "payments.cancel": handlers,
  "payments.abandon": operators,
  "payments.resolve": operators,
  // The form by which the payer gives its card.
  "payments.cardForm": merchants,
  "payments.uploadReceipt": handlers,
  "payments.receipts": everybody,

  "refunds.create": merchants,
  "refunds.list": everybody,
  "refunds.get": everybody,
  "refunds.timeline": everybody,
  "refunds.refresh": handlers,
  "refunds.resolve": operators,

  "quotes.payoutQuote": handlers,
  "quotes.paymentQuote": handlers,
  "quotes.accountCheck": handlers,

  "providers.list": everybody,
  "providers.balance": house,

  "settlementReports.import": handlers,
  "settlementReports.compare": handlers,
  "settlementReports.get": everybody,
  "registers.import": handlers,
  "registers.compare": handlers,
  "registers.get": everybody,

  "webhooks.deliveries": everybody,
  "webhooks.redeliver": handlers,
  "webhooks.test": handlers,
  "webhooks.discard": operators,
  "webhooks.retarget": operators,
  "webhooks.discardAll": operators,
  "webhooks.retargetAll": operators
} as const satisfies Readonly<Record<string, Roles>>

/** Who sees what the payer of a payment must do (`next`): where to pay, and the secrets of its session. */
export const payerPart: Roles = merchants

const lines: ReadonlyMap<string, Roles> = new Map(Object.entries(endpoints))

/** The roles that may call an endpoint; none where the table has no line for it. */
export const of = (endpoint: string): ReadonlyArray<Role> => lines.get(endpoint) ?? []

/** Whether a key with these roles may do what is open to those. */
export const isAmong = (own: ReadonlyArray<Role>, allowed: ReadonlyArray<Role>): boolean =>
  own.some((role) => allowed.includes(role))

/** Whether every role is among these. */
export const isEverybody = (allowed: ReadonlyArray<Role>): boolean => allowed.length === Object.keys(purposes).length
