import * as Capabilities from "@switchyard/core/Capabilities"
import * as Destination from "@switchyard/core/Destination"
import * as Effect from "effect/Effect"
import { Harness } from "../../../Harness.ts"
import { broken, describe, expect } from "../../../internal/expect.ts"
import { heldOf, names, payeeOf } from "../../../internal/held.ts"
import { ends, errorOf } from "../../../internal/running.ts"
import * as Sample from "../../../internal/sample.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

export const members = Law.define({
  id: "destination/members",
  title: "every member of a destination is sent, or refused by its name, or listed by the manifest as ignored",
  why: "a bank or a name that is dropped in silence sends money to a wrong bank, or back after days, and nobody knows why",
  replay: true,
  routes: "every",
  check: Effect.gen(function* () {
    const { ask, capabilities, targets } = yield* Subject
    const harness = yield* Harness
    const { request } = yield* ask()
    if (!("destination" in request)) return yield* broken("a payout has a destination", "it has none")
    const full = Sample.complete(request.destination)
    const ignored = targets.flatMap(
      ({ currency, method }) => Capabilities.route(capabilities, method, currency)?.ignores ?? []
    )
    const lost = ignored.filter((member) => Destination.selects(full.type, member))
    yield* expect(lost.length === 0, "what selects the account is never ignored", `ignored: ${lost.join(", ")}`)
    for (const name of names.filter((name) => name in full)) {
      const path = `destination.${name}`
      const before = (yield* harness.received).length
      // As the harness wants it, but for one member.
      const destination = {
        ...request.destination,
        ...Object.fromEntries(Object.entries(full).filter(([at]) => at === name))
      }
      const asked = yield* ask({ changes: { destination } })
      const exit = yield* ends(asked.send())
      const error = errorOf(exit)
      const issues = error?._tag === "NotExecuted" ? (error.issues ?? []) : []
      if (issues.some((issue) => issue.path === path) && (yield* harness.received).length === before) continue
      const [held] = yield* heldOf(asked)
      if (held === undefined)
        return yield* broken(`a payout is sent with ${path}, or ${path} is refused`, describe(exit))
      const happened = held[name] === undefined ? "the provider was sent none" : "the provider was sent another"
      yield* ignored.includes(path)
        ? expect(held[name] === undefined, `${path} is ignored, as the manifest says`, "it is sent")
        : expect(
            held[name] === payeeOf(asked)[name],
            `${path} is sent, refused by its name, or listed as ignored`,
            happened
          )
    }
  })
})
