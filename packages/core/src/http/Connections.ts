/**
 * Connections of one instance's own: another CA, a client certificate, a proxy, another number of them. What the options
 * leave out is as by default. They are Node's alone; on other runtimes every option is refused.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import { ownPools } from "#defaultTransport"
import type { Issue, Options } from "./internal/connectionOptions.ts"
import type { TransportFunction } from "./internal/permit.ts"

export type { Issue, Options } from "./internal/connectionOptions.ts"

/** Connections cannot be made of these options. Neither the message nor an issue repeats a value. */
export class InvalidConnections extends Schema.TaggedError<InvalidConnections>(
  "@switchyard/core/Connections/InvalidConnections"
)("InvalidConnections", {
  message: Schema.String,
  issues: Schema.Array(Schema.Struct({ option: Schema.String, reason: Schema.String }))
}) {}

/**
 * The instance for which a caller has given connections as `Transport`, made of its options: for whoever keeps several pools
 * for one. Its own are then not put in their place.
 */
export const GivenFor: Context.Reference<string | undefined> = Context.Reference<string | undefined>(
  "@switchyard/core/Connections/GivenFor",
  { defaultValue: () => undefined }
)

/** What is wrong with these options, each with the one it is about; connects to nobody. */
export const issues = (options: Options): ReadonlyArray<Issue> => ownPools.issues(options)

/** A transport over connections of its own, all of which are broken when the scope closes, also those in use. */
export const make = (options: Options): Effect.Effect<TransportFunction, InvalidConnections, Scope.Scope> =>
  Effect.suspend(() => {
    const found = issues(options)
    if (found.length > 0) {
      const message = found.map(({ option, reason }) => `${option}: ${reason}`).join("; ")
      return Effect.fail(new InvalidConnections({ message, issues: found }))
    }
    const acquired = Effect.acquireRelease(
      Effect.sync(() => ownPools.make(options)),
      ({ close }) => Effect.promise(close)
    )
    return Effect.map(acquired, ({ transport }) => transport)
  })
