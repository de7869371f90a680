/**
 * The platform's payout callbacks, posted as JSON to the success or the error address. Where the formula of
 * `standart_sign` is configured it is checked first; else the event is only a hint. Either way a callback merely says
 * that something may have changed: no formula covers status or amount, which only a hint repeats, so a read decides.
 * Names and requisites in it are not read.
 */
import * as Callback from "@switchyard/core/Callback"
import * as Json from "@switchyard/core/Json"
import { compact } from "@switchyard/core/Optional"
import * as Wire from "@switchyard/core/Wire"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { isSameDigest, sha256, standartSign } from "./internal/signing.ts"
import { shown } from "./internal/statuses.ts"
import type { Options } from "./P2pOptions.ts"
import * as WireSchema from "./P2pSchema.ts"

const membersOf = Schema.decodeUnknownOption(Json.Fields)
const decode = Schema.decodeUnknownOption(WireSchema.Callback)

const read = (body: Uint8Array): Result.Result<{ readonly [name: string]: Json.Json }, string> => {
  const text = Result.try({
    try: () => new TextDecoder("utf-8", { fatal: true }).decode(body),
    catch: () => "not UTF-8 text"
  })
  return Result.flatMap(Result.flatMap(text, Json.parse), (json) =>
    Option.match(membersOf(json), {
      onNone: () => Result.fail("not a JSON object"),
      onSome: (members) => Result.succeed(members)
    })
  )
}

/**
 * What an event is known by. The platform gives events no id; our id, the status and when it was set are the same for
 * every delivery of one event, however the body is written. `standart_sign` is added because nobody else can guess it: an
 * event forged in advance must not take the place of the true one. Without a time, the whole body stands for the event.
 */
const eventId = (body: Uint8Array, reference: string, status: string, updatedAt?: string, sign?: string): string =>
  updatedAt === undefined
    ? sha256(body)
    : sha256(JSON.stringify([reference, status, updatedAt, sign?.toLowerCase() ?? ""]))

/** Verifies, where the formula is configured, and decodes the payout callbacks of one merchant. */
export const parser = (options: Options, instance: string): Callback.Parse => {
  const { apiKey, merchant, signKey } = options
  const template = options.standartSign ?? undefined
  const rejected = (reason: Callback.CallbackRejected["reason"], message: string) =>
    Effect.fail(new Callback.CallbackRejected({ provider: instance, reason, message }))

  return (raw) => {
    const body = read(raw.body)
    if (Result.isFailure(body)) return rejected("Malformed", body.failure)
    const members = body.success
    const reference = Wire.text(members.order_id)
    const sign = Wire.text(members.standart_sign)
    if (template !== undefined) {
      if (sign === undefined) return rejected("SignatureMissing", "the callback has no standart_sign")
      const expected = standartSign(template, {
        order_id: reference ?? "",
        merchant,
        api_key: Redacted.value(apiKey),
        sign_key: Redacted.value(signKey)
      })
      if (!isSameDigest(expected, sign)) return rejected("SignatureInvalid", "the signature does not match")
    }
    const data = Option.getOrUndefined(decode(members))
    if (data === undefined) return rejected("Malformed", "not a payout callback as documented")
    const amount = Wire.money("fiat_amount", data.fiat_amount, Wire.currencyByCode(data.fiat_currency))
    // Whichever of the two addresses was called, the word in the body counts.
    const unsigned = compact({
      providerStatus: shown(data.status, [apiKey, signKey]),
      amount: amount === undefined ? undefined : Result.getOrUndefined(amount)
    })
    return Effect.succeed(
      compact({
        kind: "payout" as const,
        trust: template === undefined ? ("hint" as const) : ("verified" as const),
        eventId: eventId(raw.body, data.order_id, data.status, Wire.text(data.updated_at), sign),
        reference: data.order_id,
        // Every formula covers our id and nothing that changes: what it does not cover is never told as verified.
        ...(template === undefined ? unsigned : {})
      })
    )
  }
}
