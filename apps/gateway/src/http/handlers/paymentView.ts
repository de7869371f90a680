/**
 * The view of a payment that a key gets, as far as the payer's part goes: where to pay and the secrets of its session are for the merchant,
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

const maySeeNext = Effect.map(CurrentCaller, ({ roles }) => Roles.isAmong(roles, Roles.payerPart))

const without = (payment: PaymentResource): PaymentResource =>
  payment.next === null ? payment : { ...payment, next: outline(payment.next) }

/** The view of a payment for the key of this request. */
export const toView = <E, R>(payment: Effect.Effect<PaymentResource, E, R>) =>
  Effect.zipWith(payment, maySeeNext, (found, mayAll) => (mayAll ? found : without(found)))

/** The same for a page of them. */
export const toPageView = <P extends { readonly data: ReadonlyArray<PaymentResource> }, E, R>(
  page: Effect.Effect<P, E, R>
) => Effect.zipWith(page, maySeeNext, (found, mayAll) => (mayAll ? found : { ...found, data: found.data.map(without) }))
