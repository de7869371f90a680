import { sameProviderId } from "@switchyard/core/Reference"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { Harness, type Request } from "../../../Harness.ts"
import { broken, describe, expect } from "../../../internal/expect.ts"
import { ends } from "../../../internal/running.ts"
import { lookedUp, offers, requestsOf, spaced } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

// Past the integers of a float, written as one, with zeros in front, and no number at all.
const ids = ["9223372036854775807", "70000003.0", "0070000003", "7e7", "a-B_7.c", "70000003/../1"]

// As it is, or written as the part of the request wants it; a number may be written in another way. What only looks alike is another id.
const isNamed = (id: string, { body, path, query }: Request): boolean => {
  const text = `${path} ${query} ${body}`
  const written = [id, encodeURIComponent(id), JSON.stringify(id).slice(1, -1)]
  return written.some((each) => text.includes(each)) || text.split(/[^\w.+-]+/).some((each) => sameProviderId(each, id))
}

export const oddProviderIds = Law.define({
  id: "identity/odd-provider-ids",
  title: "an operation that create accepted under whatever id of the provider's can be read afterwards, and by that id",
  why: "an id that create takes and every read refuses leaves the payout open for ever; one that becomes another id in a path reads somebody else's",
  replay: true,
  check: Effect.gen(function* () {
    const { ask } = yield* Subject
    const harness = yield* Harness
    const { underId } = harness
    if (underId === undefined) return
    for (const id of ids) {
      const asked = yield* ask()
      yield* harness.fault("create", { kind: "changed", change: (genuine) => underId(genuine, id) ?? genuine })
      const created = yield* ends(asked.send())
      if (Exit.isFailure(created)) {
        return yield* broken(`a create answered with the id ${id} is accepted, or unknown`, describe(created))
      }
      if (created.value._tag !== "Accepted") continue
      yield* spaced
      const before = (yield* requestsOf("get")).length
      const exit = yield* ends(lookedUp({ asked, reported: created.value.value }))
      const isAsked = (yield* requestsOf("get")).length > before
      yield* expect(isAsked, `the provider is asked for what create accepted under the id ${id}`, describe(exit))
      const [last] = (yield* harness.requests).filter(({ operation }) => operation === "get").slice(-1)
      const isById = (yield* offers("getByProviderReference")) && created.value.value.providerReference === id
      // Our own reference may be asked for too, under an id that is made of it.
      const isOwn = (yield* requestsOf("get")).at(-1)?.reference === asked.reference
      yield* expect(
        !isById || isOwn || last === undefined || isNamed(id, last),
        `the provider is asked for ${id}, or by our own reference`,
        "it is asked for another id"
      )
    }
  })
})
