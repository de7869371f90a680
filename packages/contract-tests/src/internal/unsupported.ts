/** The answer of an operation that a provider lacks. */
import type * as Exit from "effect/Exit"
import { describe, expect } from "./expect.ts"
import { errorOf } from "./running.ts"

interface Failure {
  readonly _tag: string
  readonly reason?: unknown
}

/** A read fails with `Unsupported`, a send with `NotExecuted` for that reason. */
export const isUnsupported = (exit: Exit.Exit<unknown, Failure>) => {
  const error = errorOf(exit)
  const isRight = error?._tag === "Unsupported" || (error?._tag === "NotExecuted" && error.reason === "Unsupported")
  return expect(isRight, "an operation that is not offered answers Unsupported", describe(exit))
}
