/**
 * How the provider handles a request that it has read: check the account and the signature, then act. Every
 * endpoint is one function from the body to an answer.
 */
import type * as Http from "@switchyard/core/Http"
import * as Redacted from "effect/Redacted"
import type { Options } from "../../MemoryOptions.ts"
import { header, isSignedBy, keyHeader } from "../signing.ts"
import { read } from "./body.ts"
import type { Request } from "./controls.ts"
import type { Endpoint } from "./endpoint.ts"
import type { Ledger } from "./ledger.ts"
import * as Payments from "./payments.ts"
import * as Payouts from "./payouts.ts"
import { refusal } from "./reply.ts"

/** Carries out one request. */
export type Act = (request: Request) => Http.Answer

/** The endpoints of one account. */
export const make = (options: Options, ledger: Ledger): Act => {
  const endpoints: Readonly<Record<string, Endpoint>> = {
    ...Payouts.endpoints(options, ledger),
    ...Payments.endpoints(options.account, ledger)
  }
  const used = new Set<string>()
  // A key that was used is answered as a reference that was: the provider does not look whether the rest is the same.
  const isRepeated = (path: string, key: string | undefined): boolean => {
    if (!path.endsWith("/create") || key === undefined) return false
    const isUsed = used.has(`${path} ${key}`)
    used.add(`${path} ${key}`)
    return isUsed
  }
  return ({ body: text, headers, path }) => {
    const body = read(text)
    const isAuthentic = isSignedBy(text, headers[header] ?? "", Redacted.value(options.secretKey))
    if (!isAuthentic || body.text("account") !== options.account)
      return refusal("bad_signature", "signature does not match")
    if (isRepeated(path, headers[keyHeader])) return refusal("duplicate_reference", "the key is used")
    return endpoints[path]?.(body) ?? refusal("bad_request", "no such endpoint")
  }
}
