/**
 * Callbacks of the memory provider: the signature is checked over the exact bytes that came, and where it bears a time, that
 * it was not old then; then the few members that find the operations are read. Without a key there is nothing to check, and
 * every event is only a hint.
 */

import * as Callback from "@switchyard/core/Callback"
import { isCurrency } from "@switchyard/core/Currency"
import * as Json from "@switchyard/core/Json"
import * as Money from "@switchyard/core/Money"
import { compact } from "@switchyard/core/Optional"
import * as Provider from "@switchyard/core/Provider"
import * as Redaction from "@switchyard/core/Redaction"
import * as DateTime from "effect/DateTime"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Signing from "./internal/signing.ts"
import { type Options, secretsOf } from "./MemoryOptions.ts"
import * as Wire from "./MemorySchema.ts"
import type { Simulator } from "./Simulator.ts"

const decodeSeveral = Schema.decodeUnknownOption(Wire.Callback)
const decodeSingle = Schema.decodeUnknownOption(Wire.Single)
const decodeEvent = Schema.decodeUnknownOption(Wire.Event)

const givenIn = (json: unknown): ReadonlyArray<typeof Wire.Single.Type> | undefined => {
  const several = Option.getOrUndefined(decodeSeveral(json))
  const single = Option.getOrUndefined(decodeSingle(json))
  return several?.events ?? (single === undefined ? undefined : [single])
}

type Refusal = Result.Result<never, Provider.Refused>

// Undefined where it was signed with the key, and not long before it came.
const unproven = (
  { callbackToleranceMillis: tolerance }: Options,
  { body, headers, receivedAt }: Callback.Raw,
  key: string
): Refusal | undefined => {
  const signature = headers[Signing.header]
  if (signature === undefined) return Provider.refused("SignatureMissing", "the callback is not signed")
  const at = tolerance === undefined ? undefined : headers[Signing.timeHeader]
  if (tolerance !== undefined && at === undefined) {
    return Provider.refused("SignatureMissing", "the signature has no time")
  }
  if (!Signing.isSignedBy(Signing.callbackText(body, at), signature, key)) {
    return Provider.refused("SignatureInvalid", "the signature does not match")
  }
  const age = Math.abs(DateTime.toEpochMillis(receivedAt) - Number(at))
  return tolerance !== undefined && !(age <= tolerance)
    ? Provider.refused("SignatureInvalid", "the signature was old when it came")
    : undefined
}

const toEvent = (
  options: Options,
  trust: Callback.Event["trust"],
  { account, amount, currency, event, id, kind, of, reference, status, sub_account: subAccount }: typeof Wire.Event.Type
): Callback.Event =>
  compact({
    kind,
    trust,
    eventId: event,
    reference,
    providerReference: id,
    payment: of && { reference: of.reference, providerReference: of.id },
    // The provider's own word; it may hold anything, our keys too.
    providerStatus: Redaction.scrub(status, secretsOf(options), 64),
    amount: isCurrency(currency) ? Result.getOrUndefined(Money.fromWire(amount, currency)) : undefined,
    account,
    context: subAccount === undefined ? undefined : { subAccount }
  })

/** Verifies and decodes the callbacks of one account by the key of the id that a callback names, if it names one. */
export const reading =
  (options: Options, keyOf: (id: string) => string | undefined = () => undefined): Provider.Callbacks =>
  (raw) => {
    const { body, headers } = raw
    if (body.byteLength > Callback.maxBytes) return Provider.refused("TooLarge", "the callback is too long")
    const isPublished = options.callbackKeys === "published"
    const id = headers[Signing.keyIdHeader]
    if (isPublished && id === undefined) return Provider.refused("SignatureMissing", "the callback names no key")
    const key = isPublished ? keyOf(id ?? "") : options.callbackKey && Redacted.value(options.callbackKey)
    if (isPublished && key === undefined) return Provider.refused("Unverifiable", "the key is not known")
    const refusal = key === undefined ? undefined : unproven(options, raw, key)
    if (refusal !== undefined) return refusal
    const json = Json.parse(new TextDecoder().decode(body))
    const given = givenIn(Result.getOrUndefined(json))
    if (given === undefined) return Provider.refused("Malformed", "the callback cannot be read")
    const trust = key === undefined ? "hint" : "verified"
    const events: Array<Callback.Event> = []
    for (const one of given) {
      // What else this provider has to tell is none of ours, whatever it looks like.
      if (!Wire.isAboutUs(one)) continue
      const event = Option.getOrUndefined(decodeEvent(one))
      if (event === undefined) return Provider.refused("Malformed", "an event cannot be read")
      events.push(toEvent(options, trust, event))
    }
    return Result.succeed(events)
  }

/** Verifies and decodes the callbacks of one account. */
export const make = ({
  client: { simulator },
  options
}: Provider.Account<Options, { readonly simulator: Simulator }>): Provider.Callbacks | Provider.KeyedCallbacks => {
  if (options.callbackKeys === undefined) return reading(options)
  const { keys } = simulator
  return { parse: reading(options, keys.find), keys }
}
