/**
 * How many answers are held at once because their merchants prefer to wait: so many of one API key, and so many in all.
 * Whoever comes beyond that is answered at once, as if nothing was preferred.
 */
import { Context, Effect, Layer, type Option } from "effect"
import * as Settings from "./Settings.ts"

/** Holds answers. */
export interface Service {
  /** Waits, unless too many are waiting; none then. */
  readonly hold: <A, E, R>(key: string, wait: Effect.Effect<A, E, R>) => Effect.Effect<Option.Option<A>, E, R>
}

/** Holds answers; in the environment. */
export class Waits extends Context.Service<Waits, Service>()("@switchyard/gateway/http/Waits") {}

const make = Effect.map(Settings.Current, ({ maxWaits, maxWaitsOfKey }): Service => {
  const held = new Map<string, number>()
  let all = 0
  const leave = (key: string) =>
    Effect.sync(() => {
      const left = (held.get(key) ?? 1) - 1
      if (left > 0) held.set(key, left)
      else held.delete(key)
      all -= 1
    })
  return {
    hold: (key, wait) =>
      Effect.suspend(() => {
        const ofKey = held.get(key) ?? 0
        if (ofKey >= maxWaitsOfKey || all >= maxWaits) return Effect.succeedNone
        held.set(key, ofKey + 1)
        all += 1
        return Effect.ensuring(Effect.asSome(wait), leave(key))
      })
  }
})

/** Holds no more answers than the limits say. */
export const layer: Layer.Layer<Waits> = Layer.effect(Waits, make)
