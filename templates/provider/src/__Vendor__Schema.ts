/**
 * What __Vendor__ answers, as it stands on the wire. Minimal and liberal: members nobody reads are not here, and amounts
 * keep the text they were written with (a JSON number `12.50` is the text "12.50", never a float). The members below are
 * an example of the form; step 4 of docs/adding-a-provider.md puts the vendor's own in their place.
 */
import * as Json from "@switchyard/core/Json"
import * as Schema from "effect/Schema"

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

/** A payment. */
export type Payment = typeof Payment.Type
// end
// if payouts

/** A payout. */
export const Payout = Schema.Struct(operation)

/** A payout. */
export type Payout = typeof Payout.Type
// end
