import type { WaitingFor } from "@switchyard/core/WaitingFor"
import * as Effect from "effect/Effect"
import { Harness } from "../../../Harness.ts"
import { expect } from "../../../internal/expect.ts"
import { created, found } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"

const open = ["awaiting_payer", "processing", "refunding"]

const named = (waitingFor: WaitingFor | undefined): string => waitingFor ?? "nobody"

export const waitsFor = Law.define({
  id: "status/waits-for",
  title: "an open operation waits for whom the documents say, and for nobody where they do not, or once it has ended",
  why: "a recipient who is not told to claim its money loses it, and a merchant that waits for the wrong one waits in vain",
  replay: true,
  routes: "covering",
  check: Effect.gen(function* () {
    const harness = yield* Harness
    for (const { waitingFor, word } of harness.statuses) {
      const operation = yield* created()
      yield* harness.settle(operation.asked.reference, word)
      const read = yield* found(operation)
      yield* expect(
        read.waitingFor === waitingFor,
        `"${word}" waits for ${named(waitingFor)}`,
        `it is said to wait for ${named(read.waitingFor)}`
      )
    }
    const { unknownWord, wait, words } = harness.waits ?? { unknownWord: "", wait: () => Effect.void, words: [] }
    const unknown = words.length === 0 ? [] : [{ word: unknownWord, means: undefined }]
    for (const { means, word } of [...words, ...unknown]) {
      const operation = yield* created()
      yield* wait(operation.asked.reference, word)
      const read = yield* found(operation)
      yield* expect(
        !open.includes(read.status) || read.waitingFor === means,
        `"${word}" means that it waits for ${named(means)}`,
        `it is said to wait for ${named(read.waitingFor)}`
      )
      const end = harness.statuses.find((status) => status.means === "paid")
      if (end === undefined) continue
      yield* harness.settle(operation.asked.reference, end.word)
      const over = yield* found(operation)
      yield* expect(
        over.waitingFor === undefined,
        `what is paid waits for nobody, also where the answer still says "${word}"`,
        `it is said to wait for ${named(over.waitingFor)}`
      )
    }
  })
})
