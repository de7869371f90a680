import * as Effect from "effect/Effect"
import { expect } from "../../../internal/expect.ts"
import { created, requestsOf } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"

export const oneRequest = Law.define({
  id: "identity/one-request",
  title: "one create is one create request",
  why: "whoever keeps the records writes one attempt before it; a second request is an attempt that nobody knows of",
  live: true,
  routes: "covering",
  check: Effect.gen(function* () {
    yield* created()
    const requests = yield* requestsOf("create")
    yield* expect(requests.length === 1, "one create request arrives", `${requests.length} arrive`)
  })
})
