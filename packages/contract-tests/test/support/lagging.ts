/** The memory provider as if its look-ups knew of a payout only so long after it was created. */
import * as Http from "@switchyard/core/Http"
import type { Exchange } from "@switchyard/memory/Simulator"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { Parts } from "./memory.ts"

const notFound = new Http.Answer(404, {}, `{"ok":false,"code":"not_found","message":"no such payout"}`)

const wordIn = (body: string, member: string) => new RegExp(`"${member}":"([^"]*)"`).exec(body)?.[1]

export const lagging = (millis: number): Pick<Parts, "exchange" | "payouts"> => {
  const createdAt = new Map<string, number>()
  return {
    exchange:
      (exchange): Exchange =>
      (request, deadline) =>
        Effect.flatMap(Clock.currentTimeMillis, (now) => {
          const reference = wordIn(request.body, "reference")
          if (request.path === "/payouts/create" && reference !== undefined && !createdAt.has(reference)) {
            createdAt.set(reference, now)
          }
          if (request.path !== "/payouts/get") return exchange(request, deadline)
          return Effect.map(exchange(request, deadline), (result) => {
            if (result._tag !== "Answer") return result
            const of = reference ?? wordIn(result.text, "reference")
            return now < (createdAt.get(of ?? "") ?? 0) + millis ? notFound : result
          })
        }),
    payouts: (spi) => {
      const { create } = spi.manifest.lookUp
      if (create === undefined) throw new TypeError("nothing is said of look-ups")
      return { ...spi, manifest: { ...spi.manifest, lookUp: { create: { ...create, foundAfterMillis: millis } } } }
    }
  }
}
