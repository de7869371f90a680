/** What the laws about redaction share: calls that hold canaries in every input and meet answers that repeat them. */
import * as Effect from "effect/Effect"
import { type Fault, Harness } from "../Harness.ts"
import { type Asked, Subject } from "../Subject.ts"
import { type Broken, expect } from "./expect.ts"
import { leaked, type Observed, observe, personal } from "./observe.ts"

/** What must not be found: every secret of the adapter and every personal value of the request. */
export const canaries = Effect.fnUntraced(function* ({ request }: Asked) {
  const { secrets } = yield* Harness
  return [...secrets, ...personal(request)]
})

/** Breaks the law when one of the values stands in the text; the value itself is not repeated. */
export const hides = (where: string, text: string, values: ReadonlyArray<string>): Effect.Effect<void, Broken> => {
  const found = leaked(text, values)
  return expect(
    found === undefined,
    `no secret or personal value stands in ${where}`,
    `the value no. ${values.indexOf(found ?? "") + 1} of the secrets and then the request stands there`
  )
}

/** Creates that end in every way, each with canaries in its request and, where there is one, in its answer. */
export const observedCreates = Effect.gen(function* () {
  const subject = yield* Subject
  const harness = yield* Harness
  const observed: Array<readonly [string, Observed<unknown, unknown>, ReadonlyArray<string>]> = []
  const run = Effect.fnUntraced(function* (
    what: string,
    faultFor: (values: ReadonlyArray<string>) => Fault | undefined
  ) {
    const asked = yield* subject.ask()
    const values = yield* canaries(asked)
    const fault = faultFor(values)
    if (fault !== undefined) yield* harness.fault("create", fault)
    observed.push([what, yield* observe(asked.send()), values])
  })
  yield* run("an accepted create", () => undefined)
  yield* run("a create that was never sent", () => ({ kind: "refused" }))
  yield* run("a create whose answer was lost", () => ({ kind: "cutAfterActing" }))
  yield* run("a create answered with rubbish", (values) => ({ kind: "rubbish", text: values.join(" ") }))
  yield* run("a create answered with an unknown error", (values) => ({ kind: "unknownAnswer", text: values.join(" ") }))
  for (const reason of harness.refusals)
    yield* run(`a create refused for ${reason}`, () => ({ kind: "refuse", reason }))
  return observed
})
