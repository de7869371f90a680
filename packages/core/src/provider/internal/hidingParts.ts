/** Hides the personal values of an operation in the parts of a payment and in the ids that a provider has given besides. */
import type { Capture, Dispute, Ids, Refund } from "../../domain/PaymentParts.ts"
import { compact } from "../../outcome/Optional.ts"

/** The part of a hider that is used here. */
interface Hider {
  readonly text: (text: string) => string
  readonly id: (id: string | undefined) => string | undefined
}

type List<Part> = { readonly isWhole: boolean; readonly parts: ReadonlyArray<Part> } | undefined

interface Stated {
  readonly ids?: Ids | undefined
  readonly captures?: List<Capture>
  readonly refunds?: List<Refund>
  readonly disputes?: List<Dispute>
}

/** One part, without the values in its provider's words. */
export const part = <Part extends { readonly providerStatus: string }>(hide: Hider, each: Part): Part => ({
  ...each,
  providerStatus: hide.text(each.providerStatus)
})

const list = <Part extends { readonly providerStatus: string }>(hide: Hider, stated: List<Part>): List<Part> =>
  stated && { ...stated, parts: stated.parts.map((each) => part(hide, each)) }

/** The ids that repeat no value; by one that does nothing can be known. */
export const ids = (hide: Hider, given: Ids | undefined): Ids | undefined =>
  given && Object.fromEntries(Object.entries(given).filter(([, id]) => hide.id(id) !== undefined))

/** What a payment states beside its own words. */
export const stated = (hide: Hider, { captures, disputes, ids: given, refunds }: Stated) =>
  compact({
    ids: ids(hide, given),
    captures: list(hide, captures),
    refunds: list(hide, refunds),
    disputes: list(hide, disputes)
  })
