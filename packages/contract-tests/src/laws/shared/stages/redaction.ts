import { inspect } from "node:util"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { type Fault, Harness, type Operation } from "../../../Harness.ts"
import { type Observed, observe } from "../../../internal/observe.ts"
import { canaries, hides, repeating } from "../../../internal/redaction.ts"
import { isStaged, leftBehind, no, watched } from "../../../internal/stages.ts"
import { offers } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"
import { type Asked, Subject } from "../../../Subject.ts"

export const redaction = Law.define({
  id: "stages/redaction",
  title: "nothing that is prepared or abandoned shows a secret or a person, and what is stored of it holds no secret",
  why: "what is prepared passes through logs, errors and a database on its way to the commit, with the payee in it",
  check: Effect.gen(function* () {
    const { ask } = yield* Subject
    const harness = yield* Harness
    const looked = Effect.fnUntraced(function* (
      what: string,
      asked: Asked,
      { printed, telemetry }: Observed<unknown, unknown>
    ) {
      const values = yield* canaries(asked)
      yield* hides(`the outcome of ${what}`, printed, values)
      yield* hides(`the log, span and console lines of ${what}`, telemetry, values)
    })
    // The provider repeats what it was sent, in its answer to such a request.
    const each = Effect.fnUntraced(function* (operation: Operation, values: ReadonlyArray<string>) {
      const plain: ReadonlyArray<readonly [string, Fault | undefined]> = [["right", undefined]]
      return [...plain, ...(yield* repeating(operation, values))]
    })

    if (yield* isStaged) {
      for (const [what, fault] of yield* each("prepare", yield* canaries(yield* ask()))) {
        const asked = yield* ask()
        if (fault !== undefined) yield* harness.fault("prepare", fault)
        const observed = yield* observe(watched(asked, no))
        yield* looked(`a preparation that is answered with ${what}`, asked, observed)
      }
      const { asked, seen } = yield* watched(yield* ask(), no)
      for (const prepared of seen) {
        const shown = `${JSON.stringify(prepared)}\n${inspect(prepared, { depth: 20, showHidden: true })}`
        yield* hides("what a hook is given, printed", shown, yield* canaries(asked))
        yield* hides("what is stored of a preparation", Redacted.value(prepared.state), harness.secrets)
      }
      const again = yield* ask()
      yield* looked("a preparation that commits nothing", again, yield* observe(again.prepare(0)))
    }
    if (!(yield* offers("abandon"))) return
    for (const [what, fault] of yield* each("abandon", yield* canaries(yield* ask()))) {
      const left = yield* leftBehind
      if (left === undefined) return
      if (fault !== undefined) yield* harness.fault("abandon", fault)
      const { asked, generation, providerReference } = left
      const observed = yield* observe(asked.abandon({ providerReference, generation }))
      yield* looked(`an abandonment that is answered with ${what}`, asked, observed)
    }
  })
})
