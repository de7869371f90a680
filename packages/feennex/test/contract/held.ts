/**
 * The data that Feennex was sent with a create, in our words: the same reading for the sandbox and for the printed answers,
 * written down a second time from the documents and not taken from the adapter.
 */
import type { Harness } from "@switchyard/contract-tests"
import * as Currency from "@switchyard/core/Currency"
import * as Money from "@switchyard/core/Money"
import type { Options } from "@switchyard/feennex/FeennexOptions"
import { textsOf } from "./signing.ts"

/** The names that the payways of the test shop have for a member of the destination in `account_details`. */
const detailNames = { holder: "full_name", bank: "bank_name", bic: "bik" }

const debitOf = ({
  amount = "",
  amount_type: type,
  shop_currency: currency = ""
}: Readonly<Record<string, string>>) => {
  const code = Currency.fromNumeric(currency)
  return type === "shop_amount" && code !== undefined ? Money.unsafe(amount, code) : undefined
}

const methodOf = ({ payways }: Options, payway = ""): string => {
  const found = [...Object.entries(payways.payouts ?? {}), ...Object.entries(payways.payments ?? {})].find(
    ([, byCurrency]) => byCurrency !== undefined && Object.values(byCurrency).flat().includes(payway)
  )
  return found?.[0] ?? payway
}

/** The data of a create's body beside its reference and amount. */
export const heldFrom = (options: Options, body: string): Omit<Harness.Held, "reference" | "amount"> => {
  const { account, payway, ...fields } = textsOf(body)
  const {
    [detailNames.bank]: bank,
    [detailNames.bic]: bic,
    [detailNames.holder]: holder,
    ...details
  } = textsOf(body, "account_details")
  return {
    method: methodOf(options, payway),
    debit: debitOf(fields),
    // An account among the details is one more account: whoever pays by them pays that one.
    account: details.account ?? account,
    holder,
    bank,
    bic,
    recipient: { "recipient.email": fields.email },
    description: fields.description,
    payerEmail: fields.email,
    successUrl: fields.success_url,
    failedUrl: fields.failed_url,
    fields: { ...fields, ...details }
  }
}
