/**
 * How the provider handles a request that it has read: check the account and the signature, then act. Every
 * endpoint is one function from the body to an answer.
 */
import type * as Http from "@switchyard/core/Http"
import * as Redacted from "effect/Redacted"
import type { Options } from "../../MemoryOptions.ts"
import { isUniqueFor } from "../duplicates.ts"
import { header, isSignedBy, keyHeader } from "../signing.ts"
import { read } from "./body.ts"
import * as Changes from "./changes.ts"
import type { Kind, Request } from "./controls.ts"
import type { Endpoint } from "./endpoint.ts"
import * as Keys from "./keys.ts"
import type { Ledger } from "./ledger.ts"
import * as Payments from "./payments.ts"
import * as Payouts from "./payouts.ts"
import * as Refunds from "./refunds.ts"
import { refusal } from "./reply.ts"

/** Carries out one request, at a moment. */
export type Act = (request: Request, now: number) => Http.Answer

const kindOf = (path: string): Kind =>
  path.startsWith("/payouts/") ? "payout" : path.startsWith("/refunds/") ? "refund" : "payment"

const changes = ["/payments/capture", "/payments/cancel", "/payments/complete"]

/** The endpoints of one account. */
export const make = (options: Options, ledger: Ledger, keys: Keys.Keys): Act => {
  const endpoints: Readonly<Record<string, Endpoint>> = {
    ...Payouts.endpoints(options, ledger),
    ...Payments.endpoints(options, isUniqueFor(options), ledger),
    ...Changes.endpoints(options, ledger),
    ...Refunds.endpoints(options, ledger)
  }
  // A change has a memory of its own: what it does with a repeat says nothing of creates.
  const { changes: ofChanges = "refused" } = options
  const marks = ofChanges === "undocumented" ? undefined : Keys.make({ ...options, duplicates: ofChanges }, ledger)
  return ({ body: text, headers, path }, now) => {
    const body = read(text)
    const isAuthentic = isSignedBy(text, headers[header] ?? "", Redacted.value(options.secretKey))
    if (!isAuthentic || body.text("account") !== options.account)
      return refusal("bad_signature", "signature does not match")
    const key = path.endsWith("/create") || path.endsWith("/commit") ? headers[keyHeader] : undefined
    const carryOut = () => endpoints[path]?.(body, now) ?? refusal("bad_request", "no such endpoint")
    const mark = changes.includes(path) ? headers[keyHeader] : undefined
    if (mark !== undefined && marks !== undefined) {
      return marks.answer(
        { kind: "payment", key: mark, subAccount: body.text("sub_account"), body: text, now },
        carryOut
      )
    }
    return key === undefined
      ? carryOut()
      : keys.answer({ kind: kindOf(path), key, subAccount: body.text("sub_account"), body: text, now }, carryOut)
  }
}
