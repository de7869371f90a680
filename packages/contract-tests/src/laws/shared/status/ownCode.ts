import * as Effect from "effect/Effect"
import { Harness } from "../../../Harness.ts"
import { expect } from "../../../internal/expect.ts"
import { created, found } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"

export const ownCode = Law.define({
  id: "status/own-code",
  title: "a failure keeps the provider's own code, listed or not, and that of the clearing scheme, as they came",
  why: "the provider's support and the recipient's bank know their own codes alone, and a new one can only be added once it is seen",
  replay: true,
  routes: "covering",
  check: Effect.gen(function* () {
    const { failures } = yield* Harness
    if (failures === undefined) return
    const { codes, fail, scheme, unknownCode } = failures
    for (const code of [...codes.slice(0, 1).map((listed) => listed.code), unknownCode]) {
      const operation = yield* created()
      yield* fail(operation.asked.reference, { code, ...(scheme === undefined ? {} : { scheme }) })
      const { failure } = yield* found(operation)
      const kept = [failure?.providerCode, failure?.scheme]
      yield* expect(
        kept[0] === code && kept[1] === scheme,
        `the code "${code}" is kept, and of the scheme ${scheme ?? "none"}`,
        `there is ${kept.map((each) => each ?? "none").join(", and of the scheme ")}`
      )
    }
  })
})
