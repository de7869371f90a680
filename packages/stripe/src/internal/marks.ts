/**
 * Our marks in the metadata of whatever is made at Stripe. The name of a mark says what it marks: a refund to which somebody has copied
 * the metadata of its payment is no refund of ours. What another installation has marked is none of ours either.
 */
import * as Wire from "@switchyard/core/Wire"
import type { Options } from "../StripeOptions.ts"

/** What a mark says of the object that bears it; `of` names the payment of a refund. */
export type Mark = "payment" | "session_payment" | "refund" | "payout" | "of"

type Within = Pick<Options, "namespace">

const nameOf = (mark: Mark): string => `switchyard_${mark}`

const place = "switchyard_namespace"

/** The metadata of an object of ours. */
export const marked = ({ namespace }: Within, marks: { readonly [M in Mark]?: string }): Record<string, string> => ({
  ...Object.fromEntries(Object.entries(marks).map(([mark, reference]) => [`switchyard_${mark}`, reference])),
  ...(namespace === undefined ? {} : { [place]: namespace })
})

/** Our reference in metadata, letter for letter; the empty text where they do not have this mark of ours. */
export const referenceIn = ({ namespace }: Within, mark: Mark, metadata: Wire.Member): string => {
  const given = Wire.members(metadata)
  return Wire.text(given[place]) === namespace ? (Wire.text(given[nameOf(mark)]) ?? "") : ""
}

/** The query by which a search finds an object of ours. */
export const queryOf = (mark: Mark, reference: string): string => `metadata['${nameOf(mark)}']:'${reference}'`
