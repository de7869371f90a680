/** The answers of Acme Pay, as they stand on the wire; amounts keep the text they were written with. */
import * as Endpoint from "@switchyard/core/Endpoint"
import * as Json from "@switchyard/core/Json"
import * as Schema from "effect/Schema"

// The envelope of every answer.
const Envelope = Schema.Struct({
  success: Schema.Boolean,
  result: Schema.optionalKey(Json.Value),
  error: Schema.optionalKey(Schema.Struct({ code: Schema.String, text: Schema.optionalKey(Schema.String) }))
})

/** The envelope of an answer; anything that contradicts itself is unreadable. */
export const read = Endpoint.envelope(Envelope, ({ error, result, success }) => {
  if (success && error === undefined) return Endpoint.success(result)
  return !success && error !== undefined ? Endpoint.refusal(error.text ?? "", { code: error.code }) : undefined
})

const operation = {
  id: Schema.String,
  reference: Schema.String,
  status: Schema.String,
  amount: Json.DecimalText,
  currency: Schema.String
}

/** A payment. */
export const Payment = Schema.Struct({ ...operation, page: Schema.optionalKey(Schema.String) })

/** A payout. */
export const Payout = Schema.Struct(operation)

/** A callback. */
export const Callback = Schema.Struct({
  ...operation,
  event: Schema.String,
  kind: Schema.Literals(["payment", "payout"]),
  account: Schema.String
})
