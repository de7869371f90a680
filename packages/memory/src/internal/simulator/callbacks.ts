/** The callback that the provider sends to our address, signed over the exact text of the body. */
import type * as Callback from "@switchyard/core/Callback"
import * as Json from "@switchyard/core/Json"
import * as Money from "@switchyard/core/Money"
import * as Redacted from "effect/Redacted"
import type { Options } from "../../MemoryOptions.ts"
import * as Signing from "../signing.ts"
import type { CallbackChanges } from "./controls.ts"
import type { Held } from "./ledger.ts"

/** The callback about an operation as it stands. */
export const make = (options: Options, operation: Held, changes: CallbackChanges = {}): Callback.Raw => {
  const { id, kind, reference, status } = operation
  const amount = changes.amount ?? operation.amount
  const body = Json.stringify({
    // The same change is the same event, however often it is sent.
    event: `${id}-${status}`,
    kind,
    id,
    reference,
    account: options.account,
    status: changes.status ?? status,
    amount: Json.number(Money.toText(amount)),
    currency: amount.currency
  })
  const key =
    changes.isForged === true ? "somebody else's key" : options.callbackKey && Redacted.value(options.callbackKey)
  return {
    body: new TextEncoder().encode(body),
    headers: key === undefined ? {} : { [Signing.header]: Signing.sign(body, key) },
    path: kind
  }
}
