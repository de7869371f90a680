/**
 * A store for secrets that change while a program runs, such as a token that is renewed: one for each instance, shared by all
 * processes that run it. Whoever gives one keeps what is in it sealed.
 */
import * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"

/** A secret as it is stored. */
export interface Stored {
  readonly value: Redacted.Redacted<string>
  /** Changes with each value. */
  readonly version: number
}

/** The store cannot be read or written just now; the message holds no secret. */
export class SecretsUnavailable extends Schema.TaggedError<SecretsUnavailable>(
  "@switchyard/core/Secrets/SecretsUnavailable"
)("SecretsUnavailable", { message: Schema.String }) {}

/** The secrets of one instance, by their names. */
export interface Store {
  /** What is stored under a name; undefined where nothing is. */
  readonly get: (name: string) => Effect.Effect<Stored | undefined, SecretsUnavailable>
  /**
   * Stores a value in place of the version that was read (undefined: of nothing); false where another one is there by now, and
   * then nothing has changed. Nobody loses what somebody else has stored meanwhile.
   */
  readonly compareAndSet: (
    name: string,
    version: number | undefined,
    value: Redacted.Redacted<string>
  ) => Effect.Effect<boolean, SecretsUnavailable>
}

/** A store that ends with the process. */
export const inMemory = (): Store => {
  const stored = new Map<string, Stored>()
  return {
    get: (name) => Effect.sync(() => stored.get(name)),
    compareAndSet: (name, version, value) =>
      Effect.sync(() => {
        if (stored.get(name)?.version !== version) return false
        stored.set(name, { value, version: (version ?? 0) + 1 })
        return true
      })
  }
}
