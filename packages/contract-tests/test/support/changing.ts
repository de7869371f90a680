/** The near end of the memory provider's line: the genuine answer, changed on its way. */
import * as Http from "@switchyard/core/Http"
import type { Exchange } from "@switchyard/memory/Simulator"
import * as Effect from "effect/Effect"
import type * as Harness from "../../src/Harness.ts"

type Change = (genuine: Harness.Answer) => Harness.Answer

/** An exchange whose next answer at a path can be changed. */
export const make = (exchange: Exchange) => {
  const pending: Array<{ readonly path: string; readonly change: Change }> = []
  // Taken when the request leaves, not when it is made ready: a wrong adapter may send another one in its place.
  const changing: Exchange = (request, deadline) =>
    Effect.suspend(() => {
      const index = pending.findIndex(({ path }) => path === request.path)
      const [next] = index < 0 ? [] : pending.splice(index, 1)
      if (next === undefined) return exchange(request, deadline)
      return Effect.map(exchange(request, deadline), (result) => {
        if (result._tag !== "Answer") return result
        const { body, bytes, headers, status } = next.change({ status: result.status, body: result.text })
        const text = bytes === undefined ? body : new TextDecoder().decode(bytes)
        return new Http.Answer(status, { ...result.headers, ...headers }, text)
      })
    })
  return { exchange: changing, change: (path: string, change: Change) => void pending.push({ path, change }) }
}
