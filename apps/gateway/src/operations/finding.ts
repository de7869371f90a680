/**
 * The operation that a callback is about: by our reference, or where it names none by the provider's own, also of what was given up.
 */
import type { Callback } from "@switchyard/core"
import * as Effect from "effect/Effect"
import type { Service } from "./OperationRunner.ts"

/** The operation, if there is one. */
export const find = (
  { store }: Pick<Service, "store">,
  instance: string,
  { kind, providerReference, reference }: Callback.Event
) =>
  reference !== undefined
    ? store.findByReference(kind, reference)
    : providerReference === undefined
      ? Effect.succeed(undefined)
      : Effect.flatMap(store.findByProviderReference(instance, kind, providerReference), (row) =>
          row === undefined ? store.findByLeftReference(instance, kind, providerReference) : Effect.succeed(row)
        )
