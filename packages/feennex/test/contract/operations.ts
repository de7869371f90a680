/**
 * The purpose of an address of Feennex's, of payouts or of payments: the operation of our interface, and the name under
 * which the sandbox knows the endpoint. One operation may have several addresses.
 */
import type { Harness } from "@switchyard/contract-tests"

/** The two halves of Feennex. */
export type Kind = "payout" | "payment"

type Operation = Harness.Operation

const receipt = "/api/v1/order/{id}/receipt"

const operations: Readonly<Record<Kind, Readonly<Record<string, Operation>>>> = {
  payout: {
    "/withdraw/create": "create",
    "/withdraw/status": "get",
    "/withdraw/shop_payment_status": "get",
    "/withdraw/try": "quote",
    "/check_account": "checkAccount",
    "/shop_balance": "balance"
  },
  payment: {
    "/invoice/create": "create",
    "/invoice/check": "get",
    "/invoice/try": "quote",
    "/h2h_data": "cardForm",
    [receipt]: "uploadReceipt",
    [`${receipt}/status`]: "receipts"
  }
}

/** The sandbox's name of an endpoint. */
export const endpointOf = (path: string): string => path.replace(/^\/api\/v1\/order\/[^/]+\//, "/api/v1/order/{id}/")

/** The operation that an address serves. */
export const operationOf = (kind: Kind, path: string): Operation | undefined => operations[kind][endpointOf(path)]
