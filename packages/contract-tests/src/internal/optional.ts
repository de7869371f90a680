/** Both sides of an optional operation: offered, it must work; not offered, it answers `Unsupported` and sends nothing. */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { Harness } from "../Harness.ts"
import { broken, describe, expect } from "./expect.ts"
import { ends } from "./running.ts"
import { offers } from "./steps.ts"
import { isUnsupported } from "./unsupported.ts"

/** Runs an operation that must succeed if it is offered; `look` then looks at its value. */
export const works = Effect.fnUntraced(function* <A, E extends { readonly _tag: string }>(
  operation: string,
  call: Effect.Effect<A, E>,
  look: (value: A) => boolean
) {
  const harness = yield* Harness
  const before = (yield* harness.received).length
  const exit = yield* ends(call)
  const sent = (yield* harness.received).length - before
  if (!(yield* offers(operation))) {
    yield* isUnsupported(exit)
    return yield* expect(sent === 0, `${operation} is not offered and sends nothing`, `it has sent ${sent} requests`)
  }
  if (Exit.isFailure(exit)) return yield* broken(`${operation} is offered and works`, describe(exit))
  yield* expect(sent > 0, `${operation} is offered and asks the provider`, "nothing was sent")
  yield* expect(look(exit.value), `${operation} is offered and gives a usable answer`, describe(exit))
})
