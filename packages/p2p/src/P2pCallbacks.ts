/**
 * The platform's payout callbacks, posted as JSON to the success or the error address. Where the formula of
 * `standart_sign` is configured it is checked first; else the event is only a hint. Either way a callback merely reports
 * that something may have changed: no formula covers status or amount, which only a hint repeats, so a read decides.
 * Names and requisites in it are not read.
 */
import { isSameSignature } from "@switchyard/core/Callback"
import * as Json from "@switchyard/core/Json"
import { compact } from "@switchyard/core/Optional"
import * as Provider from "@switchyard/core/Provider"
import * as Wire from "@switchyard/core/Wire"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { sha256, standartSign } from "./internal/signing.ts"
import { printable } from "./internal/tables.ts"
import { type Options, secretsOf } from "./P2pOptions.ts"
import * as WireSchema from "./P2pSchema.ts"

const membersOf = Schema.decodeUnknownResult(Json.Fields)
const decode = Schema.decodeUnknownOption(WireSchema.Callback)

const read = (body: Uint8Array): Result.Result<{ readonly [name: string]: Json.Json }, string> =>
  Result.try({
    try: () => new TextDecoder("utf-8", { fatal: true }).decode(body),
    catch: () => "not UTF-8 text"
  }).pipe(
    Result.flatMap(Json.parse),
    Result.flatMap((json) => Result.mapError(membersOf(json), () => "not a JSON object"))
  )

/**
 * The id of an event. The platform gives events no id; our id, the status and when it was set are the same for
 * every delivery of one event, however the body is written. `standart_sign` is added because nobody else can guess it: an
 * event forged in advance must not take the place of the true one. Without a time, the whole body stands for the event.
 */
const eventId = (body: Uint8Array, reference: string, status: string, updatedAt?: string, sign?: string): string =>
  updatedAt === undefined
    ? sha256(body)
    : sha256(JSON.stringify([reference, status, updatedAt, sign?.toLowerCase() ?? ""]))

/** Verifies, where the formula is configured, and decodes the payout callbacks of one merchant. */
export const make = ({ options }: Provider.Instance<Options>): Provider.Callbacks => {
  const { apiKey, merchant, signKey } = options
  const template = options.standartSign ?? undefined
  const keys = { merchant, api_key: Redacted.value(apiKey), sign_key: Redacted.value(signKey) }

  return (raw) => {
    const body = read(raw.body)
    if (Result.isFailure(body)) return Provider.refused("Malformed", body.failure)
    const members = body.success
    const sign = Wire.text(members.standart_sign)
    if (template !== undefined) {
      if (sign === undefined) return Provider.refused("SignatureMissing", "the callback has no standart_sign")
      const expected = standartSign(template, { ...keys, order_id: Wire.text(members.order_id) ?? "" })
      if (!isSameSignature(expected, sign.toLowerCase()))
        return Provider.refused("SignatureInvalid", "the signature does not match")
    }
    const data = Option.getOrUndefined(decode(members))
    if (data === undefined) return Provider.refused("Malformed", "not a payout callback as documented")
    const amount = Wire.money("fiat_amount", data.fiat_amount, Wire.currencyByCode(data.fiat_currency))
    // Whichever of the two addresses was called, the word in the body counts.
    const unsigned = compact({
      providerStatus: printable(data.status, secretsOf(options)),
      amount: amount === undefined ? undefined : Result.getOrUndefined(amount)
    })
    return Result.succeed([
      {
        kind: "payout",
        trust: template === undefined ? "hint" : "verified",
        eventId: eventId(raw.body, data.order_id, data.status, Wire.text(data.updated_at), sign),
        reference: data.order_id,
        // Every formula covers our id and nothing that changes: what it does not cover is never reported as verified.
        ...(template === undefined ? unsigned : {})
      }
    ])
  }
}
