/** In which context the requests of a call reach the provider. */
import type { OperationContext } from "@switchyard/core/OperationContext"
import * as Effect from "effect/Effect"
import { Harness, type Request } from "../Harness.ts"
import { type Broken, expect } from "./expect.ts"

type Entries = Readonly<Record<string, string | undefined>>

/** Whether two contexts are the same. */
export const isSame = (one: Entries, other: Entries): boolean =>
  [...new Set([...Object.keys(one), ...Object.keys(other)])].every((key) => one[key] === other[key])

/** Runs a call, and breaks the law unless every request of it was made in this context. */
export const within = (context: OperationContext, contextOf: (request: Request) => Entries) =>
  Effect.fnUntraced(function* <A, R>(what: string, call: Effect.Effect<A, Broken, R>) {
    const harness = yield* Harness
    const before = (yield* harness.requests).length
    const ended = yield* call
    const requests = (yield* harness.requests).slice(before)
    yield* expect(requests.length > 0, `${what} asks the provider`, "nothing has reached it")
    const isNamed = requests.every((request) => isSame(contextOf(request), context))
    yield* expect(isNamed, `${what} names the context of its operation`, "it names another, or none")
    return ended
  })
