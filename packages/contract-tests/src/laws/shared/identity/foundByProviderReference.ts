import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { broken, describe, expect } from "../../../internal/expect.ts"
import { ends } from "../../../internal/running.ts"
import { created, offers, spaced } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

export const foundByProviderReference = Law.define({
  id: "identity/found-by-provider-reference",
  title: "an operation is found by the provider's id that its create answer stated, where it can be asked by it",
  why: "an id that does not lead back to the operation leads to another one, and its status is taken for ours",
  replay: true,
  live: true,
  routes: "covering",
  check: Effect.gen(function* () {
    const subject = yield* Subject
    if (!(yield* offers("getByProviderReference"))) return
    const { asked, reported } = yield* created()
    const { providerReference } = reported
    if (providerReference === undefined) return yield* broken("create states the provider's id", "it states none")
    yield* spaced
    const exit = yield* ends(subject.get({ reference: asked.reference, providerReference }))
    if (Exit.isFailure(exit)) return yield* broken(`${asked.reference} is found`, describe(exit))
    const isSame = exit.value.reference === asked.reference && exit.value.providerReference === providerReference
    yield* expect(isSame, `it is ${asked.reference}, ${providerReference}`, "it is another one, or has another id")
  })
})
