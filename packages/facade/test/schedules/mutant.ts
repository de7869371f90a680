/** What a mutant is: something wrong on purpose, and the law that it breaks. */
import type { Holder } from "./check.ts"
import { careful, type Keeper } from "./keeper/keeper.ts"
import type { Actors } from "./run.ts"

/** Something wrong, who does it, and the law that it breaks. */
export interface Mutant {
  readonly name: string
  readonly holder: Holder
  readonly actors: Actors
  readonly breaks: RegExp
  /** The part of all schedules that is about it. */
  readonly only?: "late" | "ordered" | "repeating" | "staged"
}

/** A holder that is careful but for this. */
export const keeper = (name: string, breaks: RegExp, wrong: Partial<Keeper>): Mutant => ({
  name,
  holder: "keeper",
  actors: { keeper: { ...careful, ...wrong } },
  breaks
})

/** An operation that exists, or was paid, more than once. */
export const twice = /exists \d times|was paid \d times/

/** Somebody else was asked too early. */
export const tooEarly = /went to another provider while/

/** A request that says something else than the one before it. */
export const unlike = /with different values/
