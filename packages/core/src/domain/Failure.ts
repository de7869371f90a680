/**
 * Why an operation that its provider has accepted did not succeed, in the provider's terms. It is not how a call ended:
 * that is reported by `ProviderError`.
 */
import * as Schema from "effect/Schema"

/** Why a provider says that an operation did not succeed; `providerCode` is its own code, or its status where that says why. */
export const Failure = Schema.Struct({ message: Schema.String, providerCode: Schema.optionalKey(Schema.String) })

/** Why a provider says that an operation did not succeed. */
export type Failure = typeof Failure.Type
