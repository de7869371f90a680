/**
 * Hides the personal values of an operation in the ids that a provider has given, of it and of its parts. By an id that repeats a
 * value nothing can be known: it is left out, a part that must have one with it, and what was left out is told.
 */
import * as Anomaly from "../../domain/Anomaly.ts"
import type { Capture, Dispute, Ids, Refund } from "../../domain/PaymentParts.ts"
import type { Stated as Payment } from "../../domain/Refund.ts"
import { compact } from "../../outcome/Optional.ts"

/** The part of a hider that is used here. */
interface Hider {
  readonly text: (text: string) => string
  readonly id: (id: string | undefined) => string | undefined
}

type List<Part> = { readonly isWhole: boolean; readonly parts: ReadonlyArray<Part> } | undefined

/** The ids of a part: `id` is always there. */
interface Part {
  readonly id: string
  readonly reference?: string
  readonly capture?: string
  readonly refund?: string
  readonly providerStatus: string
}

interface Stated {
  readonly ids?: Ids | undefined
  readonly captures?: List<Capture>
  readonly refunds?: List<Refund>
  readonly disputes?: List<Dispute>
}

/** Says that something was left out because it repeats a value. */
export const leftOut = (what: string): Anomaly.Anomaly =>
  Anomaly.make("UnreadableField", `${what} repeats a personal value and is left out`)

/** Hides the values in all ids of one report, and keeps count of what it has left out. */
export const make = (hide: Hider) => {
  const lost = new Set<string>()

  const id = (what: string, given: string | undefined): string | undefined => {
    const kept = hide.id(given)
    if (kept !== given) lost.add(what)
    return kept
  }

  const ids = (given: Ids | undefined): Ids | undefined =>
    given && Object.fromEntries(Object.entries(given).filter(([, each]) => id("another id", each) !== undefined))

  /** One part, without the values in its provider's words and in its ids; undefined where it has no id without one. */
  const part = <P extends Part>(what: string, each: P): P | undefined => {
    if (id(what, each.id) === undefined) return undefined
    const { capture: _, reference: __, refund: ___, ...rest } = each
    // The members that are put back are those that were taken out.
    return {
      ...rest,
      providerStatus: hide.text(each.providerStatus),
      ...compact({
        reference: id(`the reference of ${what}`, each.reference),
        capture: id(`the capture of ${what}`, each.capture),
        refund: id(`the refund of ${what}`, each.refund)
      })
    } as unknown as P
  }

  const list = <P extends Part>(what: string, stated: List<P>): List<P> => {
    if (stated === undefined) return undefined
    const parts = stated.parts.flatMap((each) => part(what, each) ?? [])
    // It is there all the same, and has its amount.
    return { isWhole: stated.isWhole && parts.length === stated.parts.length, parts }
  }

  return {
    id,
    ids,
    part,
    /** What a payment states beside its own words. */
    stated: ({ captures, disputes, ids: given, refunds }: Stated) =>
      compact({
        ids: ids(given),
        captures: list("a capture", captures),
        refunds: list("a refund", refunds),
        disputes: list("a dispute", disputes)
      }),
    /** The payment that something is of, by its ids. */
    payment: ({ capture, ids: given, providerReference, reference, ...rest }: Payment): Payment => ({
      ...rest,
      ...compact({
        reference: id("the reference of the payment", reference),
        providerReference: id("the id of the payment", providerReference),
        ids: ids(given),
        capture: id("the capture", capture)
      })
    }),
    /** What was left out by now. */
    lost: (): ReadonlyArray<Anomaly.Anomaly> => [...lost].map(leftOut)
  }
}

/** The ids of one report. */
export type Hiding = ReturnType<typeof make>
