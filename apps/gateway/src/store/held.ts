/**
 * The records while something keeps new work away from this node: nothing that is due is given to it, and no new request is
 * stored. What was begun is written down all the same.
 */
import * as Effect from "effect/Effect"
import { StoreUnavailable } from "../model/Operations.ts"
import type { Service as Readiness } from "../model/Readiness.ts"
import type { NewOperation, Service } from "./Store.ts"

const retryAfterSeconds = 5

const refused = Effect.fail(new StoreUnavailable({ retryAfterSeconds, isAboutContent: false }))

/** Gives what is due, or nothing. */
export const orNothing = <A, E>(
  { mayClaim }: Readiness,
  claim: Effect.Effect<ReadonlyArray<A>, E>
): Effect.Effect<ReadonlyArray<A>, E> => Effect.flatMap(mayClaim, (may) => (may ? claim : Effect.succeed([])))

const onlyIf = <A, E>(may: Effect.Effect<boolean>, write: Effect.Effect<A, E>) =>
  Effect.flatMap(may, (isOpen): Effect.Effect<A, E | StoreUnavailable> => (isOpen ? write : refused))

/** Writes down something new, or refuses it. */
export const ifTaken =
  ({ mayCreate }: Readiness) =>
  <A, E>(write: Effect.Effect<A, E>): Effect.Effect<A, E | StoreUnavailable> =>
    onlyIf(mayCreate, write)

/** The records of a node that may be kept from new work. */
export const held = (store: Service, readiness: Readiness): Service => {
  // What was created before is answered as before.
  const again = ({ idempotencyKey }: NewOperation) =>
    Effect.flatMap(store.findByKey(idempotencyKey), (row) =>
      row === undefined ? refused : Effect.succeed({ _tag: "SameKey" as const, row })
    )
  const isWhole = Effect.map(readiness.reasons, (reasons) => reasons.every(({ name }) => name !== "fence"))
  const unlessFenced = <A>(read: Effect.Effect<A | undefined, StoreUnavailable>) =>
    Effect.flatMap(read, (found) => onlyIf(found === undefined ? isWhole : Effect.succeed(true), Effect.succeed(found)))
  return {
    ...store,
    create: (operation) =>
      Effect.flatMap(readiness.mayCreate, (may) => (may ? store.create(operation) : again(operation))),
    putCallback: (callback, bounds) => onlyIf(readiness.mayStore, store.putCallback(callback, bounds)),
    claim: (options) => orNothing(readiness, store.claim(options)),
    claimCallbacks: (options) => orNothing(readiness, store.claimCallbacks(options)),
    claimSideReads: (options) => orNothing(readiness, store.claimSideReads(options)),
    claimRead: (id, options) => onlyIf(readiness.mayClaim, store.claimRead(id, options)),
    beginReceiptUpload: (id, upload) => onlyIf(readiness.mayClaim, store.beginReceiptUpload(id, upload)),
    // What records that may be old do not know may be there all the same, and be created again by whoever hears that it is not.
    find: (id) => unlessFenced(store.find(id)),
    findByKey: (key) => unlessFenced(store.findByKey(key)),
    findByReference: (kind, reference) => unlessFenced(store.findByReference(kind, reference)),
    pruneCallbacks: (before, keep) =>
      Effect.flatMap(readiness.mayClaim, (may) => (may ? store.pruneCallbacks(before, keep) : Effect.succeed(0)))
  }
}
