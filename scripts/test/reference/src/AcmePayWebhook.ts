/** Callbacks of Acme Pay: the signature over the exact bytes, then the members that find the operation. */
import * as Callback from "@switchyard/core/Callback"
import * as Json from "@switchyard/core/Json"
import { compact } from "@switchyard/core/Optional"
import * as Wire from "@switchyard/core/Wire"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { Options } from "./AcmePayOptions.ts"
import * as AcmePaySchema from "./AcmePaySchema.ts"
import { amountOf } from "./internal/amounts.ts"
import { header, isSignedBy } from "./internal/signing.ts"

const decode = Schema.decodeUnknownOption(AcmePaySchema.Callback)

/** Verifies and decodes the callbacks of one account. */
export const parser = (options: Options, instance: string): Callback.Parse => {
  const rejected = (reason: Callback.CallbackRejected["reason"], message: string) =>
    Effect.fail(new Callback.CallbackRejected({ provider: instance, reason, message }))
  const key = options.callbackKey && Redacted.value(options.callbackKey)

  return ({ body, headers }) => {
    if (body.byteLength > Callback.maxBytes) return rejected("TooLarge", "the callback is too long")
    if (key !== undefined) {
      const signature = headers[header]
      if (signature === undefined) return rejected("SignatureMissing", "the callback is not signed")
      if (!isSignedBy(body, signature, key)) return rejected("SignatureInvalid", "the signature does not match")
    }
    const json = Json.parse(new TextDecoder().decode(body))
    const callback = Option.getOrUndefined(decode(Result.getOrUndefined(json)))
    if (callback === undefined) return rejected("Malformed", "the callback cannot be read")
    return Effect.succeed(
      compact({
        kind: callback.kind,
        trust: key === undefined ? ("hint" as const) : ("verified" as const),
        eventId: callback.event,
        reference: callback.reference,
        providerReference: callback.id,
        providerStatus: callback.status,
        amount: amountOf(Wire.reader(), callback, undefined),
        account: callback.account
      })
    )
  }
}
