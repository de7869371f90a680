/**
 * Callbacks of the memory provider: the signature is checked over the exact bytes that came, then the few members that
 * find the operation are read. Without a callback key there is nothing to check, and the event is only a hint.
 */

import * as Callback from "@switchyard/core/Callback"
import { isCurrency } from "@switchyard/core/Currency"
import * as Json from "@switchyard/core/Json"
import * as Money from "@switchyard/core/Money"
import { compact } from "@switchyard/core/Optional"
import * as Provider from "@switchyard/core/Provider"
import * as Redaction from "@switchyard/core/Redaction"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { header, isSignedBy } from "./internal/signing.ts"
import { type Options, secretsOf } from "./MemoryOptions.ts"
import * as Wire from "./MemorySchema.ts"

const decode = Schema.decodeUnknownOption(Wire.Callback)

/** Verifies and decodes the callbacks of one account. */
export const make = ({ options }: { readonly options: Options }): Provider.Callbacks => {
  const key = options.callbackKey && Redacted.value(options.callbackKey)

  return ({ body, headers }) => {
    if (body.byteLength > Callback.maxBytes) return Provider.refused("TooLarge", "the callback is too long")
    if (key !== undefined) {
      const signature = headers[header]
      if (signature === undefined) return Provider.refused("SignatureMissing", "the callback is not signed")
      if (!isSignedBy(body, signature, key)) return Provider.refused("SignatureInvalid", "the signature does not match")
    }
    const json = Json.parse(new TextDecoder().decode(body))
    const callback = Option.getOrUndefined(decode(Result.getOrUndefined(json)))
    if (callback === undefined) return Provider.refused("Malformed", "the callback cannot be read")
    const { amount, currency } = callback
    return Result.succeed(
      compact({
        kind: callback.kind,
        trust: key === undefined ? ("hint" as const) : ("verified" as const),
        eventId: callback.event,
        reference: callback.reference,
        providerReference: callback.id,
        // The provider's own word; it may hold anything, our keys too.
        providerStatus: Redaction.scrub(callback.status, secretsOf(options), 64),
        amount: isCurrency(currency) ? Result.getOrUndefined(Money.fromWire(amount, currency)) : undefined,
        account: callback.account
      })
    )
  }
}
