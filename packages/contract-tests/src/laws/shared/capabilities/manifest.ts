import * as Capabilities from "@switchyard/core/Capabilities"
import { isCurrency } from "@switchyard/core/Currency"
import * as Settling from "@switchyard/core/Settling"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { expect } from "../../../internal/expect.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

const isManifest = Schema.is(Capabilities.Manifest)

export const manifest = Law.define({
  id: "capabilities/manifest",
  title: "the manifest is well formed: routes with known currencies, and a 'not found' that takes at least one answer",
  why: "routing, polling and resending read nothing else; a wrong fact in it is a wrong payment everywhere",
  replay: true,
  live: true,
  check: Effect.gen(function* () {
    const { capabilities } = yield* Subject
    yield* expect(isManifest(capabilities), "the manifest fits its schema", "it does not")
    const currencies = capabilities.routes.flatMap((route) => route.currencies)
    yield* expect(currencies.length > 0, "at least one route with a currency is declared", "none is")
    const unknown = currencies.filter((currency) => !isCurrency(currency))
    yield* expect(unknown.length === 0, "every currency is known", `unknown: ${unknown.join(", ")}`)
    const answers = Settling.notFoundIsFinal(Settling.of(capabilities, "create"))?.answers ?? 1
    yield* expect(answers >= 1, "a final 'not found' takes at least one answer", `it takes ${answers}`)
    const create = Settling.of(capabilities, "create").duplicates
    const isReplayed = capabilities.operations.some((operation) => operation === "replay")
    yield* expect(
      isReplayed === Settling.isRepeatable(create),
      "a create can be replayed just where its manifest says so: read by the provider's id, its account confirmed",
      `the manifest says ${create.kind}, and there ${isReplayed ? "are replays" : "is no replay"}`
    )
  })
})
