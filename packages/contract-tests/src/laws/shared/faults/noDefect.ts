import * as Effect from "effect/Effect"
import { type Answer, type Fault, Harness } from "../../../Harness.ts"
import { callbackOf } from "../../../internal/callbacks.ts"
import { answering, calls, under } from "../../../internal/calls.ts"
import { defectsOf } from "../../../internal/defects.ts"
import { expect } from "../../../internal/expect.ts"
import { created } from "../../../internal/steps.ts"
import { resized, variations } from "../../../internal/tamper.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

const bodies = ["", "null", "true", "0", '""', "[]", "[null]", "{}", '{"":{}}', "[".repeat(5_000)]

// The texts of a JSON answer, but for the names of its members.
const texts = /"((?:[^"\\]|\\.)*)"(?=\s*[,}\]])/g

// What no database takes for text, and UTF-8 can say only by an escape, at the end of every second, third and fourth
// text: an answer whose reference or id is odd speaks of another operation, and nothing else of it is looked at.
const oddTexts: ReadonlyArray<readonly [what: string, fault: Fault]> = [2, 3, 4].flatMap((every) =>
  Array.from({ length: every }, (_, rest) => {
    const change = ({ body, status }: Answer): Answer => {
      let count = 0
      const odd = body.replace(texts, (text, inner: string) => {
        count += 1
        return count % every === rest ? `"${inner}\\u0000\\ud800"` : text
      })
      return { status, body: odd }
    }
    return ["NUL and half a surrogate in its texts", { kind: "changed", change }] as const
  })
)

const faults: ReadonlyArray<readonly [what: string, fault: Fault]> = [
  ...answering.map((fault) => [fault.kind, fault] as const),
  ...bodies.map((body): readonly [string, Fault] => [
    body === "" ? "an empty body" : `the body ${body.slice(0, 10)}`,
    { kind: "changed", change: ({ status }) => ({ status, body }) }
  ]),
  ["an error with NUL and half a surrogate", { kind: "unknownAnswer", text: "\u0000\ud800" }]
]

export const noDefect = Law.define({
  id: "faults/no-defect",
  title: "no answer and no callback makes the adapter throw: whatever comes, it ends in words of its own",
  why: "core makes an unknown of what throws, so no money is lost; but nobody learns what the provider has said",
  replay: true,
  check: Effect.gen(function* () {
    const { answers, callbackStatuses } = yield* Harness
    const { parseCallback } = yield* Subject
    for (const call of yield* calls) {
      const listed = answers
        .filter(({ operation }) => operation === call.operation)
        .map(({ change, what }): readonly [string, Fault] => [what, { kind: "changed", change }])
      for (const [what, fault] of [...faults, ...listed, ...oddTexts]) {
        const defects = yield* defectsOf(yield* under(call, fault))
        yield* expect(defects.length === 0, `${call.operation} meets ${what} without a defect`, defects.join("; "))
      }
    }
    if (parseCallback === undefined || callbackStatuses.length === 0) return
    const { asked } = yield* created()
    const raw = yield* callbackOf(asked.reference)
    for (const { raw: changed, what } of [...variations(raw), ...resized(raw)]) {
      const defects = yield* defectsOf(parseCallback(changed))
      yield* expect(defects.length === 0, `a callback with ${what} is read without a defect`, defects.join("; "))
    }
  })
})
