/** How the memory adapter reads callbacks without a key: it looks at no signature. */
import { CallbackRejected, type Parse } from "@switchyard/core/Callback"
import * as MemoryCallbacks from "@switchyard/memory/MemoryCallbacks"
import { example } from "@switchyard/memory/MemoryOptions"
import * as Effect from "effect/Effect"

const { callbackKey: _, ...unsecured } = example

const read = MemoryCallbacks.reading(unsecured)

/** Reads whatever comes. */
export const readUnsecured: Parse = (raw) =>
  Effect.mapError(
    Effect.fromResult(read(raw)),
    ({ message }) => new CallbackRejected({ provider: "memory", reason: "Malformed", message })
  )
