import * as Settling from "@switchyard/core/Settling"
import * as Effect from "effect/Effect"
import { describe, expect } from "../../../internal/expect.ts"
import { ends, errorOf } from "../../../internal/running.ts"
import { needed, offers } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

export const notFound = Law.define({
  id: "identity/not-found",
  title:
    "an operation that the provider does not have is NotFound where the manifest declares that, and never a status",
  why: "NotFound that never comes keeps money open for ever; a status for what does not exist closes it wrongly",
  live: true,
  check: Effect.gen(function* () {
    const subject = yield* Subject
    if (!(yield* offers("getByReference"))) return
    const asked = yield* subject.ask()
    const error = errorOf(yield* ends(subject.get({ reference: asked.reference }, needed(subject.capabilities, asked))))
    const expected =
      Settling.notFoundIsFinal(Settling.of(subject.capabilities, "create")) === undefined
        ? ["NotFound", "ReadFailed"]
        : ["NotFound"]
    const happened = error === undefined ? "it was found" : describe(yield* Effect.exit(Effect.fail(error)))
    yield* expect(error !== undefined && expected.includes(error._tag), `it ends as ${expected.join(" or ")}`, happened)
  })
})
