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

// What no database takes for text, and UTF-8 can say only by an escape, at the end of one text after another.
const oddTexts = () => {
  let count = 1
  const changes = function* () {
    for (let at = 0; at < count && at < 30; at++) {
      const change = ({ body, status }: Answer): Answer => {
        let seen = 0
        const odd = body.replace(texts, (text, inner: string) => (seen++ === at ? `"${inner}\\u0000\\ud800"` : text))
        count = seen
        return { status, body: odd }
      }
      yield [`NUL and half a surrogate in its text no. ${at + 1}`, { kind: "changed", change }] as const
    }
  }
  return changes()
}

const faults: ReadonlyArray<readonly [what: string, fault: Fault]> = [
  ...answering.map((fault) => [fault.kind, fault] as const),
  ...bodies.map((body): readonly [string, Fault] => [
    body === "" ? "an empty body" : `the body ${body.slice(0, 10)}`,
    { kind: "changed", change: ({ status }) => ({ status, body }) }
  ]),
  ["an error with NUL and half a surrogate", { kind: "unknownAnswer", text: "\u0000\ud800" }]
]

// One after the other: how many texts there are is known after the first.
const inTurn = function* (...lists: ReadonlyArray<Iterable<readonly [string, Fault]>>) {
  for (const list of lists) yield* list
}

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
      for (const [what, fault] of inTurn(faults, listed, oddTexts())) {
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
