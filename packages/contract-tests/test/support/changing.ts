/** The near end of the memory provider's line: the genuine answer, changed on its way. */
import * as Http from "@switchyard/core/Http"
import type { Exchange } from "@switchyard/memory/Simulator"
import * as Effect from "effect/Effect"
import type * as Harness from "../../src/Harness.ts"

type Change = (genuine: Harness.Answer) => Harness.Answer

/** An exchange whose next answer at a path can be changed, and before which something can be done when so many have passed. */
export const make = (exchange: Exchange) => {
  const pending: Array<{ readonly path: string; readonly change: Change }> = []
  const waiting: Array<{ readonly path: string; readonly act: () => void; left: number }> = []

  const passing = (path: string): void => {
    for (const each of waiting.filter((candidate) => candidate.path === path)) {
      if (each.left > 0) each.left -= 1
      else waiting.splice(waiting.indexOf(each), 1)[0]?.act()
    }
  }

  // Taken when the request leaves, not when it is made ready: a wrong adapter may send another one in its place.
  const changing: Exchange = (request, deadline) =>
    Effect.suspend(() => {
      passing(request.path)
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
  return {
    exchange: changing,
    change: (path: string, change: Change) => void pending.push({ path, change }),
    after: (path: string, left: number, act: () => void) => void waiting.push({ path, left, act })
  }
}
