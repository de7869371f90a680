/** The operation that a callback is about: by our reference, or where it names none by the provider's own. */
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
      : store.findByProviderReference(instance, kind, providerReference)
