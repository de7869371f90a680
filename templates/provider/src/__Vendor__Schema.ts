/**
 * The answers of __Vendor__, as they stand on the wire: the envelope of every answer, and the data of each. Minimal and
 * liberal: members nobody reads are not here, and amounts keep the text they were written with (a JSON number `12.50` is
 * the text "12.50", never a float). The members below are an example of the form; step 4 of docs/adding-a-provider.md puts
 * the vendor's own in their place.
 */
import * as Endpoint from "@switchyard/core/Endpoint"
import * as Json from "@switchyard/core/Json"
import * as Schema from "effect/Schema"
import { unfinished } from "./internal/unfinished.ts"

/**
 * The envelope of an answer: a success with its data, a refusal with its code, or nothing that can be read. What contradicts
 * itself is unreadable, and as long as the envelope is not described here, so is everything.
 */
export const read: Endpoint.Read = ({ status }) =>
  Endpoint.unreadable(unfinished(4, `__Vendor__Schema.ts reads an answer with HTTP ${status}`))

const operation = {
  id: Schema.String,
  reference: Schema.String,
  status: Schema.String,
  amount: Json.DecimalText,
  currency: Schema.String
}
// if payments

/** A payment. */
export const Payment = Schema.Struct({ ...operation, page: Schema.optionalKey(Schema.String) })
// end
// if payouts

/** A payout. */
export const Payout = Schema.Struct(operation)
// end
