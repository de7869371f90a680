/** The types of methods that a payment takes: what the account offers for its currency, filtered by the request. */
import { badParam } from "../wire/Errors.ts"
import type { Params } from "../wire/Params.ts"
import { boolean, choice, known, nameOf, required, texts, within } from "../wire/Params.ts"
import { redirects } from "./TestMethods.ts"

// Every currency has a type that redirects, so that a client that gives no return_url is found out.
const offered = (currency: string): ReadonlyArray<string> => {
  if (currency === "usd") return ["card", "klarna", "us_bank_account"]
  return currency === "eur" ? ["card", "klarna", "bancontact", "eps", "ideal", "sepa_debit"] : ["card", "klarna"]
}

/** Whether payers may be sent to another page. */
export const readAutomatic = (params: Params): { readonly allowRedirects: boolean } => {
  const automatic = within(params, "automatic_payment_methods")
  if (automatic === undefined) return { allowRedirects: true }
  known(automatic, ["enabled", "allow_redirects"])
  if (!required(automatic, "enabled", boolean(automatic, "enabled"))) {
    throw badParam(nameOf(automatic, "enabled"), "Without automatic payment methods there is nothing to pay with.")
  }
  return { allowRedirects: (choice(automatic, "allow_redirects", ["always", "never"]) ?? "always") === "always" }
}

/** The types that can be used. */
export const eligible = (params: Params, currency: string, allowRedirects: boolean): ReadonlyArray<string> => {
  const allowed = texts(params, "allowed_payment_method_types")
  const excluded = texts(params, "excluded_payment_method_types") ?? []
  const all = offered(currency).filter(
    (type) =>
      (allowRedirects || !redirects(type)) &&
      (allowed === undefined || allowed.includes(type)) &&
      !excluded.includes(type)
  )
  if (all.length > 0) return all
  throw badParam("allowed_payment_method_types", `No payment method type is left that could be used in ${currency}.`)
}
