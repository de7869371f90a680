/** The secrets that an instance gets while it runs. Whoever builds it listens, so that no adapter can forget to name them. */
import * as Context from "effect/Context"
import type * as Redacted from "effect/Redacted"

/** The secrets of now, and those that an answer may still repeat. */
export type Issued = () => ReadonlyArray<Redacted.Redacted<string>>

/** Told of whatever is built under it. */
export const Issuing: Context.Reference<Set<Issued>> = Context.Reference<Set<Issued>>("@switchyard/core/Issuing", {
  defaultValue: () => new Set()
})
