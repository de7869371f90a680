/** Shared parts of the laws about redaction: calls that hold canaries in every input and meet answers that repeat them. */
import * as Effect from "effect/Effect"
import { type Fault, Harness, type Operation } from "../Harness.ts"
import { type Asked, Subject } from "../Subject.ts"
import { withRecipient } from "./asked.ts"
import { type Broken, expect } from "./expect.ts"
import { leaked, type Observed, observe, personal } from "./observe.ts"

/** The values that must not be found: every secret of the adapter and every personal value of the request. */
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

const grouped = (size: number, between: string) => (value: string) =>
  (value.match(new RegExp(`.{1,${size}}`, "gsu")) ?? []).join(between)

const inFours = grouped(4, ".")

const turned = (value: string) => value.split(" ").toReversed().join("  ")

/** Ways in which a provider writes what it was given: as it came, in other groups, in other case, turned round. */
const writings: Readonly<Record<string, (value: string) => string>> = {
  "as they are": (value) => value,
  "between dots": inFours,
  "between slashes": grouped(3, "/"),
  "as in a URL": grouped(4, "%20"),
  "in capitals": (value) => turned(value.toUpperCase())
}

/** Texts that repeat the values, each in one writing. */
export const texts = (values: ReadonlyArray<string>): ReadonlyArray<readonly [how: string, text: string]> =>
  Object.entries(writings).map(([how, write]) => [how, values.map(write).join(" ")])

/** A fault after which an answer repeats the values, and what that is, in words. */
export type Repeating = readonly [what: string, fault: Fault]

/** The ways in which the provider can repeat values in its answer to an operation. */
export const repeating = Effect.fnUntraced(function* (operation: Operation, values: ReadonlyArray<string>) {
  const { words = [] } = yield* Harness
  const repeated = texts(values).flatMap(
    ([how, text]): ReadonlyArray<Repeating> => [
      [`an unknown error that repeats them ${how}`, { kind: "unknownAnswer", text }],
      ...words
        .filter((each) => each.operation === operation)
        .map(
          ({ answerWith, what }): Repeating => [
            `${what} that repeats them ${how}`,
            { kind: "changed", change: (genuine) => answerWith(genuine, text) }
          ]
        )
    ]
  )
  const rubbish: Repeating = ["rubbish that repeats them", { kind: "rubbish", text: values.join(" ") }]
  return [rubbish, ...repeated]
})

/** Creates that end in every way, each with canaries in its request and, where there is one, in its answer. */
export const observedCreates = Effect.gen(function* () {
  const subject = yield* Subject
  const harness = yield* Harness
  const observed: Array<readonly [string, Observed<unknown, unknown>, ReadonlyArray<string>]> = []
  const wish = yield* withRecipient
  const run = Effect.fnUntraced(function* (what: string, fault?: Fault) {
    const asked = yield* subject.ask(wish)
    if (fault !== undefined) yield* harness.fault("create", fault)
    observed.push([what, yield* observe(asked.send()), yield* canaries(asked)])
  })
  yield* run("an accepted create")
  yield* run("a create that was never sent", { kind: "refused" })
  yield* run("a create whose answer was lost", { kind: "cutAfterActing" })
  // Every request has the same people in it.
  const values = yield* canaries(yield* subject.ask(wish))
  for (const [what, fault] of yield* repeating("create", values)) yield* run(`a create answered with ${what}`, fault)
  for (const reason of harness.refusals) yield* run(`a create refused for ${reason}`, { kind: "refuse", reason })
  return observed
})
