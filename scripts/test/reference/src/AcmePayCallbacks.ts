/** Callbacks of Acme Pay: the signature over the exact bytes, then the members that find the operation. */
import * as Callback from "@switchyard/core/Callback"
import * as Json from "@switchyard/core/Json"
import { compact } from "@switchyard/core/Optional"
import * as Provider from "@switchyard/core/Provider"
import * as Wire from "@switchyard/core/Wire"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { Options } from "./AcmePayOptions.ts"
import * as AcmePaySchema from "./AcmePaySchema.ts"
import { header, isSignedBy } from "./internal/signing.ts"

const decode = Schema.decodeUnknownOption(AcmePaySchema.Callback)

/** Verifies and decodes the callbacks of one account. */
export const make = ({ options }: Provider.Instance<Options>): Provider.Callbacks => {
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
    return Result.succeed([
      compact({
        kind: callback.kind,
        trust: key === undefined ? ("hint" as const) : ("verified" as const),
        eventId: callback.event,
        reference: callback.reference,
        providerReference: callback.id,
        providerStatus: callback.status,
        amount: Wire.reader().money("amount", callback.amount, Wire.currencyByCode(callback.currency)),
        account: callback.account
      })
    ])
  }
}
