/**
 * The platform's payment methods and our destination types, and which requisite belongs to which ("One of the parameters
 * … is selected depending on the payout method used"). Wallets are not offered.
 */
import type * as Destination from "@switchyard/core/Destination"

/** The destination types that can be paid. */
export const destinationTypes = ["card", "sbp", "account", "iban"] as const satisfies ReadonlyArray<Destination.Type>

type Payable = (typeof destinationTypes)[number]

/** `payment_method` of each destination type. */
export const methods = {
  card: "card",
  sbp: "sbp",
  account: "score",
  iban: "iban"
} as const satisfies Record<Payable, string>

/** A payment method of the platform. */
export type Method = (typeof methods)[Payable]

/** The member that holds the requisite of each method. */
export const requisites = {
  card: "number_card",
  sbp: "phone_number",
  score: "number_score",
  iban: "iban_number"
} as const satisfies Record<Method, string>

/** Whether a text is a payment method of the platform. */
export const isMethod = (text: string | undefined): text is Method =>
  text !== undefined && Object.hasOwn(requisites, text)

/** Whether a destination is of a type that can be paid. */
export const isPayable = (type: Destination.Type): type is Payable => Object.hasOwn(methods, type)
