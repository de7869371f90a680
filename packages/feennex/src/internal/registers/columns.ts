/** Which column of a register holds what ("Fields in the register", after-payment document). */
import { amount, currencyNumber, digits, oneOf, reference, signedAmount, time } from "@switchyard/settlement/Cell"
import { optional, required, unread } from "@switchyard/settlement/Column"
import type { Field } from "@switchyard/settlement/SettlementReport"

/** The columns of a register. A description is personal, and nothing is decided by what may be lacking. */
export const columns = {
  createdAt: required("Creation date", time),
  operationId: required("Operation ID", digits),
  shopId: required("Shop ID", digits),
  credited: required("Credited to the shop", amount),
  debited: required("Debited from the shop", amount),
  currency: required("Currency", currencyNumber),
  // A service operation may be a fee or anything else of Feennex's own: a register does not say.
  type: required("Operation type", oneOf({ Payments: "payment", Payouts: "payout", Service: "adjustment" })),
  invoiceAmount: required("Invoice amount", amount),
  invoiceCurrency: required("Invoice currency", currencyNumber),
  payerAmount: required("Payer amount", amount),
  payerCurrency: required("Payer currency", currencyNumber),
  orderNumber: required("Order number", reference),
  description: unread("Description"),
  balance: optional("Balance", signedAmount),
  projectId: unread("Project ID"),
  fee: required("Fee", amount)
}

// The place of "Credited to the shop" in the document's table, counted from 0.
const creditedPlace = 3

type Header = ReadonlyArray<Field<typeof columns> | undefined>

/**
 * The document's own example prints "Invoice amount" twice, once where its table has "Credited to the shop": the fourth
 * column then is what was credited.
 */
export const correct = (header: Header): Header => {
  const isDoubled = header.filter((field) => field === "invoiceAmount").length === 2
  return isDoubled && header.indexOf("invoiceAmount") === creditedPlace && !header.includes("credited")
    ? header.with(creditedPlace, "credited")
    : header
}
