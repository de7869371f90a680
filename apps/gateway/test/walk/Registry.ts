/**
 * What a walk remembers of operations: each one once, under a number, and what was decided about it, so that nothing is
 * decided twice.
 */
import type { Operation } from "../../src/lifecycle/Operation.ts"
import type { Aged } from "./clocks.ts"

/** What was decided. */
export interface Decided {
  readonly operation: Operation
  /** A law that the decision alone breaks. */
  readonly broken: string | null
  /** Its payer was never told how to pay it (money rules, section 2). */
  readonly isAnswerLost: boolean
}

/** All of it. */
export interface Registry {
  readonly operations: Map<string, Operation>
  readonly ids: WeakMap<Operation, number>
  /** The same where nothing is on its way any more. */
  readonly levelled: WeakMap<Operation, Operation>
  /** What it becomes when some time passes, by what matters of the world besides. */
  readonly aged: WeakMap<Operation, Map<string, ReadonlyArray<Aged>>>
  /** By the event in words; null where it was refused. */
  readonly decisions: WeakMap<Operation, Map<string, Decided | null>>
}

/** An empty one. */
export const registry = (): Registry => ({
  operations: new Map(),
  ids: new WeakMap(),
  levelled: new WeakMap(),
  aged: new WeakMap(),
  decisions: new WeakMap()
})

/** The one operation that is equal to this. */
export const registered = ({ ids, operations }: Registry, operation: Operation): Operation => {
  if (ids.has(operation)) return operation
  const text = JSON.stringify(operation)
  const there = operations.get(text)
  if (there !== undefined) return there
  ids.set(operation, operations.size)
  operations.set(text, operation)
  return operation
}

/** What was found out about an operation, from memory where it was found out before. */
export const remembered = <A>(
  memory: WeakMap<Operation, Map<string, A>>,
  operation: Operation,
  about: string,
  find: () => A
): A => {
  const known = memory.get(operation) ?? new Map<string, A>()
  memory.set(operation, known)
  const there = known.get(about)
  if (there !== undefined) return there
  const found = find()
  known.set(about, found)
  return found
}
