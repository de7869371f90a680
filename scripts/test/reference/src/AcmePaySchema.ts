/** What Acme Pay answers, as it stands on the wire; amounts keep the text they were written with. */
import * as Json from "@switchyard/core/Json"
import * as Schema from "effect/Schema"

/** The envelope of every answer. */
export const Envelope = Schema.Struct({
  success: Schema.Boolean,
  result: Schema.optionalKey(Json.Value),
  error: Schema.optionalKey(Schema.Struct({ code: Schema.String, text: Schema.optionalKey(Schema.String) }))
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

/** A payment. */
export type Payment = typeof Payment.Type

/** A payout. */
export const Payout = Schema.Struct(operation)

/** A payout. */
export type Payout = typeof Payout.Type

/** A callback. */
export const Callback = Schema.Struct({
  ...operation,
  event: Schema.String,
  kind: Schema.Literals(["payment", "payout"]),
  account: Schema.String
})
