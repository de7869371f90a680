import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Redacted from "effect/Redacted"
import { contextsOf, isSame } from "../../../internal/contexts.ts"
import { describe, expect } from "../../../internal/expect.ts"
import { heldOf } from "../../../internal/held.ts"
import { creationOf, due, keyOf, lost, replayed, whereReplayed } from "../../../internal/replays.ts"
import { ends } from "../../../internal/running.ts"
import { created, offers, spaced } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

export const context = Law.define({
  id: "asked/context",
  title: "every call about an operation is made in the context in which it was created, and its key is of that context",
  why: "in another context it is not there: a look-up that forgets it is answered 'not found', and the money goes twice",
  routes: "covering",
  check: Effect.gen(function* () {
    const { ask, cancel, get } = yield* Subject
    const both = yield* contextsOf
    if (both === undefined) return
    const { inOwn, other, own } = both
    const operation = yield* inOwn("a create", created({ changes: { context: own } }))
    const { reference } = operation.asked
    const { providerReference } = operation.reported
    const [held] = yield* heldOf(operation.asked)
    yield* expect(isSame(held?.context ?? {}, own), "the provider holds it in its context", "it holds it in another")

    const reads = [
      ...((yield* offers("getByReference")) ? [["a look-up by the reference", { reference }] as const] : []),
      ...((yield* offers("getByProviderReference")) && providerReference !== undefined
        ? [["a look-up by the provider's id", { reference, providerReference }] as const]
        : [])
    ]
    for (const [what, query] of reads) {
      yield* spaced
      const { request } = operation.asked
      const found = yield* inOwn(what, ends(get({ ...query, context: own }, { request })))
      yield* expect(Exit.isSuccess(found), `${what} finds it in its context`, describe(found))
      yield* spaced
      const there = { request: { ...request, context: other } }
      const elsewhere = yield* ends(get({ ...query, context: other }, there))
      yield* expect(Exit.isFailure(elsewhere), `${what} does not find it in another context`, describe(elsewhere))
    }
    if (cancel !== undefined && (yield* offers("cancel"))) {
      yield* inOwn("a cancellation", ends(cancel({ reference, providerReference, context: own })))
    }
    yield* whereReplayed(
      Effect.fnUntraced(function* (stated) {
        const again = yield* inOwn("a create", lost({ kind: "cutAfterActing" }, { changes: { context: own } }))
        yield* due(stated, again)
        yield* inOwn("a replay", replayed(again.asked, again.record))
        const first = yield* ask({ changes: { context: own } })
        const second = yield* ask({ reference: first.reference, changes: { context: other } })
        const creation = yield* creationOf(first)
        const [one, two] = [yield* keyOf(first, creation), yield* keyOf(second, creation)].map(({ hash }) =>
          Redacted.value(hash)
        )
        yield* expect(one !== two, "the keys of two contexts are two", "they are one")
      })
    )
  })
})
