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
import type { Kind, Request } from "./controls.ts"
import type { Endpoint } from "./endpoint.ts"
import type { Keys } from "./keys.ts"
import type { Ledger } from "./ledger.ts"
import * as Payments from "./payments.ts"
import * as Payouts from "./payouts.ts"
import { refusal } from "./reply.ts"

/** Carries out one request, at a moment. */
export type Act = (request: Request, now: number) => Http.Answer

const kindOf = (path: string): Kind => (path.startsWith("/payouts/") ? "payout" : "payment")

/** The endpoints of one account. */
export const make = (
  options: Options,
  ledger: Ledger,
  keys: Keys,
  others: Readonly<Record<string, Endpoint>> = {}
): Act => {
  const endpoints: Readonly<Record<string, Endpoint>> = {
    ...others,
    ...Payouts.endpoints(options, ledger),
    ...Payments.endpoints(options, isUniqueFor(options), ledger)
  }
  return ({ body: text, headers, path }, now) => {
    const body = read(text)
    const isAuthentic = isSignedBy(text, headers[header] ?? "", Redacted.value(options.secretKey))
    if (!isAuthentic || body.text("account") !== options.account)
      return refusal("bad_signature", "signature does not match")
    const key = path.endsWith("/create") || path.endsWith("/commit") ? headers[keyHeader] : undefined
    const carryOut = () => endpoints[path]?.(body, now) ?? refusal("bad_request", "no such endpoint")
    return key === undefined
      ? carryOut()
      : keys.answer({ kind: kindOf(path), key, subAccount: body.text("sub_account"), body: text, now }, carryOut)
  }
}
