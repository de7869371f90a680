/**
 * A binding offer: what a provider promises to do at a price until a moment. A quote makes it, a request takes it up, and
 * nothing that takes it up is sent for the first time once it has expired. It belongs to the account that made it.
 */
import * as Schema from "effect/Schema"

const taken = {
  /** The provider's id of the offer: 1 to 255 printable characters without spaces. */
  id: Schema.String.check(
    Schema.makeFilter((text: string) => /^[!-~]{1,255}$/.test(text), {
      message: "must be 1 to 255 printable characters without spaces"
    })
  ),
  /** The moment at which it is worth nothing any more. */
  expiresAt: Schema.DateTimeUtcFromString
}

/** An offer that a request takes up, as its quote gave it. */
export const Taken = Schema.Struct(taken)

/** An offer that a request takes up. */
export type Taken = typeof Taken.Type

/** An offer as a quote makes it. */
export const Offer = Schema.Struct({
  ...taken,
  /** An exact decimal: what one unit of the currency that is debited gives in the currency that the recipient gets. */
  rate: Schema.optionalKey(Schema.String)
})

/** An offer as a quote makes it. */
export type Offer = typeof Offer.Type
