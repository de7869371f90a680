/** Checks on callbacks that were changed without a new signature. */
import type { Event, Raw } from "@switchyard/core/Callback"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { callbackOf, content, isDisbelieved, understoodAll, whereSent } from "./callbacks.ts"
import { describe, expect } from "./expect.ts"
import { ends } from "./running.ts"
import { created } from "./steps.ts"
import type { Variation } from "./tamper.ts"

/** Each changed callback is rejected or says what the genuine one says; where nothing is signed it stays a hint. */
export const withstands = (variations: (raw: Raw) => ReadonlyArray<Variation>) =>
  whereSent(
    Effect.fnUntraced(function* (parse, trust) {
      const { asked } = yield* created()
      const raw = yield* callbackOf(asked.reference)
      const genuine = (yield* understoodAll(parse, raw)).map(content)
      for (const { raw: changed, what } of variations(raw)) {
        const exit = yield* ends(parse(changed))
        if (isDisbelieved(exit)) continue
        if (Exit.isFailure(exit)) return yield* expect(false, `with ${what} it is rejected`, describe(exit))
        const isHarmless = (event: Event) =>
          trust === "verified" ? genuine.includes(content(event)) : event.trust === "hint"
        const harmful = exit.value.find((event) => !isHarmless(event))
        yield* expect(
          harmful === undefined,
          `with ${what} it is rejected, or says the same`,
          harmful === undefined ? "" : `it says ${content(harmful)}`
        )
      }
    })
  )
