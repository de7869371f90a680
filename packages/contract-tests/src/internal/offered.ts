/** The operations of a kind that a provider has, as cases for the laws that go through all of them. */
import * as Kind from "@switchyard/core/Kind"
import type * as Op from "@switchyard/core/Op"
import type { Operation } from "../Harness.ts"

/** A case for each operation of such a type: one that the table has and that is missing here does not compile. */
export type Cases<Ops, Of extends Op.Any, Case> = { readonly [K in Kind.Names<Ops, Of>]: Case }

const ways = ["getByReference", "getByProviderReference"]

/** The cases of those operations that the provider offers, in the order of the table. */
export const offered = <Ops extends Kind.Table<Ops>, Of extends Op.Any, Case extends object>(
  kind: Kind.Kind<Ops>,
  { capabilities }: { readonly capabilities: { readonly operations: ReadonlyArray<string> } },
  cases: Cases<Ops, Of, Case>
): ReadonlyArray<Case & { readonly operation: Operation }> => {
  const found: ReadonlyMap<string, Case> = new Map(Object.entries<Case>(cases))
  return Kind.entries(kind).flatMap(([name, { type }]) => {
    const each = found.get(name)
    const names = type === "lookup" ? ways : [name]
    return each === undefined || !names.some((way) => capabilities.operations.includes(way))
      ? []
      : [{ ...each, operation: name as Operation }] // A name of the table of a kind is an operation.
  })
}
