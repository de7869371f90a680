/**
 * Feennex's payment callbacks: the signature is checked over the exact text that came, then the few members that find
 * the payment are read. A callback reports that something may have changed; what it is, `/invoice/check` decides. Payouts
 * have no callbacks. Source: the notifications page (beyond the source documents) and sibling APIs.
 */
import * as Callback from "@switchyard/core/Callback"
import * as Currency from "@switchyard/core/Currency"
import * as Money from "@switchyard/core/Money"
import { compact } from "@switchyard/core/Optional"
import * as Provider from "@switchyard/core/Provider"
import * as Redaction from "@switchyard/core/Redaction"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import type { Options } from "./FeennexOptions.ts"
import { callbackFields } from "./internal/callbackFields.ts"
import { isSignedBy, signedText } from "./internal/callbackSigning.ts"
import { digest } from "./internal/signing.ts"

// An empty member is none: the signature does not cover it.
const given = (fields: ReadonlyMap<string, string>, name: string): string | undefined => fields.get(name) || undefined

const amountOf = (fields: ReadonlyMap<string, string>): Money.Money | undefined => {
  const currency = Currency.fromNumeric(given(fields, "shop_currency") ?? "")
  const text = given(fields, "shop_original_amount") ?? given(fields, "shop_amount")
  if (currency === undefined || text === undefined) return undefined
  return Result.getOrUndefined(Money.fromWire(text, currency))
}

/** Verifies and decodes the payment callbacks of one shop. */
export const make =
  ({ options: { secretKey } }: Provider.Instance<Options>): Provider.Callbacks =>
  ({ body }) => {
    if (body.byteLength > Callback.maxBytes) return Provider.refused("TooLarge", "the callback is too long")
    const read = callbackFields(body)
    if (Result.isFailure(read)) return Provider.refused("Malformed", read.failure)
    const { fields, opaque } = read.success
    const sign = given(fields, "sign")
    if (sign === undefined) return Provider.refused("SignatureMissing", "the callback has no sign")
    // How nested values would be signed is not documented: fail closed, the status is polled anyway.
    if (opaque.length > 0) {
      return Provider.refused("SignatureInvalid", "the callback has members that cannot be verified")
    }
    const text = signedText(fields)
    if (!isSignedBy(text, sign, Redacted.value(secretKey))) {
      return Provider.refused("SignatureInvalid", "the signature does not match")
    }
    const status = given(fields, "status")
    return Result.succeed([
      compact({
        kind: "payment" as const,
        trust: "verified" as const,
        // Over what was signed, so that the same event in another order or encoding is the same event.
        eventId: digest(text, ""),
        reference: given(fields, "shop_order_id"),
        providerReference: given(fields, "payment_id"),
        // A number by its documents; whatever else it is, it leaks the secret to nobody.
        providerStatus: status && Redaction.scrub(status, [secretKey], 64),
        amount: amountOf(fields),
        account: given(fields, "shop_id")
      })
    ])
  }
