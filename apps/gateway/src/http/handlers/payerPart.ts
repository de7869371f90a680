/**
 * What a key is shown of the payer's part of a payment: where to pay and the secrets of its session are for the merchant,
 * who hands them to the payer. Everybody else sees what kind of thing the payer has to do, and until when.
 */
import { Effect } from "effect"
import type { PaymentResource } from "../../model/Resource.ts"
import * as Roles from "../api/Roles.ts"
import { CurrentCaller } from "../api/Security.ts"

const outline = ({ expiresAt, type }: NonNullable<PaymentResource["next"]>) => ({
  type,
  ...(expiresAt === undefined ? {} : { expiresAt })
})

const isShown = Effect.map(CurrentCaller, ({ roles }) => Roles.isAmong(roles, Roles.payerPart))

const without = (payment: PaymentResource): PaymentResource =>
  payment.next === null ? payment : { ...payment, next: outline(payment.next) }

/** A payment as the key of this request is shown it. */
export const shown = <E, R>(payment: Effect.Effect<PaymentResource, E, R>) =>
  Effect.zipWith(payment, isShown, (found, isWhole) => (isWhole ? found : without(found)))

/** The same for a page of them. */
export const shownPage = <P extends { readonly data: ReadonlyArray<PaymentResource> }, E, R>(
  page: Effect.Effect<P, E, R>
) => Effect.zipWith(page, isShown, (found, isWhole) => (isWhole ? found : { ...found, data: found.data.map(without) }))
