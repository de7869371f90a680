/** In which context the requests of a call reach the provider. */
import type { OperationContext } from "@switchyard/core/OperationContext"
import * as Effect from "effect/Effect"
import { Harness, type Request } from "../Harness.ts"
import { Subject } from "../Subject.ts"
import { type Broken, broken, expect } from "./expect.ts"

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

/** Two contexts of the provider, and how a call is run in the first; undefined where the manifest lists no members of one. */
export const contextsOf = Effect.gen(function* () {
  const { capabilities } = yield* Subject
  if ((capabilities.context ?? []).length === 0) return undefined
  const { contextOf, contexts } = yield* Harness
  if (contextOf === undefined || contexts === undefined) {
    return yield* broken("the harness has contexts where the manifest lists their members", "it has none")
  }
  const [own, other] = contexts
  return { own, other, inOwn: within(own, contextOf) }
})
