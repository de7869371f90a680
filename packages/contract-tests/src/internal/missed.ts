/** Look-ups that are told when the operation was sent. */
import type { LookUpOptions } from "@switchyard/core/Reference"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { type Asked, Subject } from "../Subject.ts"
import { describe, expect } from "./expect.ts"
import { ends, errorOf } from "./running.ts"
import { needed, spaced } from "./steps.ts"

/** Breaks the law where an operation that is there is not found between these bounds. */
export const notMissed = Effect.fnUntraced(function* (
  asked: Asked,
  when: Pick<LookUpOptions, "sentAfter" | "sentUntil">,
  what: string
) {
  const subject = yield* Subject
  yield* spaced
  const options = { ...needed(subject.capabilities, asked), ...when }
  const exit = yield* ends(subject.get({ reference: asked.reference }, options))
  // A list in which it cannot be told is no answer, and no 'not found'.
  const isThere = Exit.isSuccess(exit) || errorOf(exit)?._tag === "ReadFailed"
  yield* expect(isThere, `${what} is found, or not found out`, describe(exit))
})
