import { isOpen, type WaitingFor } from "@switchyard/core/WaitingFor"
import * as Effect from "effect/Effect"
import { Harness } from "../../../Harness.ts"
import { expect } from "../../../internal/expect.ts"
import { type Created, created, found, isMoneyThere } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"

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
    const waiting = Effect.fnUntraced(function* ({ means, word }: (typeof words | typeof unknown)[number]) {
      const operation = yield* created()
      yield* wait(operation.asked.reference, word)
      const read = yield* found(operation)
      yield* expect(
        !isOpen(read.status) || read.waitingFor === means,
        `"${word}" means that it waits for ${named(means)}`,
        `it is said to wait for ${named(read.waitingFor)}`
      )
      return operation
    })
    const ended = Effect.fnUntraced(function* (operation: Created, word: string, end: string) {
      yield* harness.settle(operation.asked.reference, end)
      const over = yield* found(operation)
      yield* expect(
        over.waitingFor === undefined,
        `what is "${end}" waits for nobody, also where the answer still says "${word}"`,
        `it is said to wait for ${named(over.waitingFor)}`
      )
    })
    const ends = harness.statuses.filter(({ means }) => !isOpen(means) && means !== "unrecognised")
    const there = ends.find(({ means }) => isMoneyThere(means))
    for (const each of [...words, ...unknown]) {
      const operation = yield* waiting(each)
      if (there !== undefined) yield* ended(operation, each.word, there.word)
    }
    // Beside that end every other one, with one word for all.
    const [any] = words
    if (any === undefined) return
    for (const end of ends) {
      if (end !== there) yield* ended(yield* waiting(any), any.word, end.word)
    }
  })
})
