/**
 * Stripe's webhooks: the signature is checked over the exact bytes that came, and that it was young then; after that the few members
 * that find an operation are read. What an event shows is as old as it is, and of its endpoint's version: a read decides.
 */
import * as Callback from "@switchyard/core/Callback"
import * as Json from "@switchyard/core/Json"
import { compact } from "@switchyard/core/Optional"
import * as Provider from "@switchyard/core/Provider"
import * as Redaction from "@switchyard/core/Redaction"
import * as Wire from "@switchyard/core/Wire"
import * as DateTime from "effect/DateTime"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { type Mark, referenceIn } from "./internal/marks.ts"
import * as Amounts from "./internal/money.ts"
import * as Signing from "./internal/signing.ts"
import { instant } from "./internal/time.ts"
import { connectedAccount } from "./StripeClient.ts"
import { type Options, secretsOf } from "./StripeOptions.ts"

const Event = Schema.Struct({
  id: Schema.NonEmptyString,
  object: Schema.Literal("event"),
  livemode: Schema.Boolean,
  created: Schema.optionalKey(Json.Value),
  account: Schema.optionalKey(Json.Value),
  data: Schema.Struct({ object: Json.Fields })
})

type Fields = typeof Json.Fields.Type
type Told = Pick<
  Callback.Event,
  "kind" | "reference" | "providerReference" | "otherProviderReferences" | "payment" | "amount"
>

/** How old a signature may be when it comes: what Stripe's own software takes. */
const toleranceMillis = 300_000

const amountOf = (amount: Wire.Member, currency: Wire.Member) =>
  Amounts.read(Wire.reader(), "amount", amount, Amounts.currencyOf(currency))

const idOf = (member: Wire.Member): string | undefined => Wire.text(member) ?? Wire.text(Wire.members(member).id)

const given = (text: string): string | undefined => (text === "" ? undefined : text)

// An intent that a session has made is no id of its payment, which is known by the session.
const ofPayment = (options: Options, metadata: Wire.Member, intent: string | undefined, amount?: Told["amount"]) => {
  const marked = (mark: Mark) => given(referenceIn(options, mark, metadata))
  const own = marked("payment")
  const reference = own ?? marked("session_payment")
  if (reference === undefined) return undefined
  return { kind: "payment" as const, reference, ...compact({ amount, providerReference: own && intent }) }
}

const toldBy = (options: Options, data: Fields): Told | undefined => {
  const { amount, currency, id, metadata, payment_intent: intent } = data
  const own = Wire.text(id)
  const of = idOf(intent)
  switch (Wire.text(data.object)) {
    case "payment_intent":
      return ofPayment(options, metadata, own, amountOf(amount, currency))
    case "charge":
      return ofPayment(options, metadata, of)
    case "checkout.session": {
      const told = ofPayment(options, metadata, own, amountOf(data.amount_total, currency))
      return told && { ...told, ...compact({ otherProviderReferences: of === undefined ? undefined : [of] }) }
    }
    case "refund": {
      const reference = given(referenceIn(options, "refund", metadata))
      const payment = compact({ reference: given(referenceIn(options, "of", metadata)), providerReference: of })
      if (reference === undefined && of === undefined) return undefined
      const stated = { reference, providerReference: own, amount: amountOf(amount, currency) }
      return { kind: "refund", payment, ...compact(stated) }
    }
    case "dispute":
      if (of === undefined) return undefined
      return {
        kind: "dispute",
        payment: { providerReference: of },
        ...compact({ providerReference: own, amount: amountOf(amount, currency) })
      }
    case "payout": {
      const reference = given(referenceIn(options, "payout", metadata))
      if (reference === undefined) return undefined
      return {
        kind: "payout",
        reference,
        ...compact({ providerReference: own, amount: amountOf(amount, currency) })
      }
    }
    default:
      return undefined
  }
}

// Undefined where it was signed with one of the secrets, and not long before it came.
const unproven = (
  { body, headers, receivedAt }: Callback.Raw,
  secrets: ReadonlyArray<string>
): Result.Result<never, Provider.Refused> | undefined => {
  const header = headers[Signing.header]
  if (header === undefined) return Provider.refused("SignatureMissing", "the callback is not signed")
  const signature = Signing.parsed(header)
  if (signature === undefined || !Signing.isSignedBy(signature, body, secrets)) {
    return Provider.refused("SignatureInvalid", "the signature does not match")
  }
  // A clock of Stripe's that goes before ours makes none of them old.
  return DateTime.toEpochMillis(receivedAt) - Number(signature.at) * 1_000 > toleranceMillis
    ? Provider.refused("SignatureInvalid", "the signature was old when it came")
    : undefined
}

const decode = Schema.decodeUnknownResult(Event)

/** Verifies and decodes the events of one account. */
export const make =
  ({ options }: Provider.Instance<Options>): Provider.Callbacks =>
  (raw) => {
    if (raw.body.byteLength > Callback.maxBytes) return Provider.refused("TooLarge", "the callback is too long")
    const secrets = options.webhookSecrets?.map(Redacted.value)
    const refusal = secrets && unproven(raw, secrets)
    if (refusal !== undefined) return refusal
    const json = Result.getOrUndefined(Json.parse(new TextDecoder().decode(raw.body)))
    const { object } = Wire.members(json)
    // A thin event names what is none of ours.
    if (object === "v2.core.event") return Result.succeed([])
    const event = decode(json)
    if (Result.isFailure(event)) return Provider.refused("Malformed", "the callback cannot be read")
    const { account, created, data, id, livemode } = event.success
    const of = Wire.text(account)
    const told = livemode === (options.mode === "live") ? toldBy(options, data.object) : undefined
    if (told === undefined) return Result.succeed([])
    const word = Wire.text(data.object.status)
    return Result.succeed([
      {
        ...told,
        trust: secrets === undefined ? "hint" : "verified",
        eventId: id,
        ...compact({
          providerStatus: word && Redaction.scrub(word, secretsOf(options), 64),
          occurredAt: instant(created),
          account: of,
          context: of === undefined || of === options.account ? undefined : { [connectedAccount]: of }
        })
      }
    ])
  }
