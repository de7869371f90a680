/** The callback that the provider sends to our address, signed over the exact text of the body. */
import type * as Callback from "@switchyard/core/Callback"
import * as Json from "@switchyard/core/Json"
import * as Money from "@switchyard/core/Money"
import * as DateTime from "effect/DateTime"
import * as Redacted from "effect/Redacted"
import type { Options } from "../../MemoryOptions.ts"
import * as Signing from "../signing.ts"
import type { CallbackChanges } from "./controls.ts"
import type { Held } from "./ledger.ts"
import * as Published from "./published.ts"

const start = DateTime.makeUnsafe(0)

const eventOf = ({ account }: Options, operation: Held, { about, amount: other, status: word }: CallbackChanges) => {
  const { id, kind, reference, status, subAccount } = operation
  const amount = about?.amount ?? other ?? operation.amount
  return {
    // The same change is the same event, however often it is sent.
    event: about === undefined ? `${id}-${status}` : `${about.kind}-${id}-${Money.toText(amount)}`,
    kind: about?.kind ?? kind,
    id: about === undefined ? id : `${about.kind}-of-${id}`,
    reference: about === undefined ? reference : `${about.kind}-of-${reference}`,
    ...(about && { of: { id, reference } }),
    account,
    ...(subAccount !== "" && { sub_account: subAccount }),
    status: word ?? (about === undefined ? status : "new"),
    amount: Json.number(Money.toText(amount)),
    currency: amount.currency
  }
}

const news = { event: "news-1", kind: "news", text: "the provider has a new dashboard" }

const keyOf = (options: Options, { isForged = false }: CallbackChanges): string | undefined => {
  if (isForged) return "somebody else's key"
  if (options.callbackKeys !== undefined) return Published.keyOf(options)
  return options.callbackKey && Redacted.value(options.callbackKey)
}

/** The callback about operations as they stand: one event as it is, several in a list. */
export const make = (
  options: Options,
  operations: ReadonlyArray<Held>,
  changes: CallbackChanges = {}
): Callback.Raw => {
  const { at = start, hasNews = false } = changes
  const events = [...(hasNews ? [news] : []), ...operations.map((operation) => eventOf(options, operation, changes))]
  const [single, ...more] = events
  const body = new TextEncoder().encode(Json.stringify(single !== undefined && more.length === 0 ? single : { events }))
  const key = keyOf(options, changes)
  const signedAt =
    key === undefined || options.callbackToleranceMillis === undefined ? undefined : String(DateTime.toEpochMillis(at))
  return {
    body,
    headers: {
      ...(key !== undefined && { [Signing.header]: Signing.sign(Signing.callbackText(body, signedAt), key) }),
      ...(signedAt !== undefined && { [Signing.timeHeader]: signedAt }),
      ...(options.callbackKeys !== undefined && { [Signing.keyIdHeader]: Published.keyId })
    },
    path: operations[0]?.kind ?? "news",
    receivedAt: at
  }
}
