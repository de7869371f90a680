/**
 * Circuits that are shared by all nodes: what one of them finds keeps the others away, and one call of all of them tries
 * an open circuit. Nobody asks the records before an attempt: a change is written as it happens, everybody reads about
 * once a second, and only the call that tries a circuit is taken there first. While the database is away each node goes
 * by what it knows.
 */
import * as Effect from "effect/Effect"
import * as Latch from "effect/Latch"
import * as Instant from "../model/Instant.ts"
import type { Service as Store } from "../store/Store.ts"
import * as Circuit from "./circuit.ts"

/** The circuits of this process. */
export type Circuits = Map<string, Circuit.Circuit>

/** How the holder of circuits informs the other nodes. */
export interface Sharing {
  /** A circuit was opened or closed here, or is not tried any more. */
  readonly changed: (instance: string) => void
  /** Takes the call that tries a circuit; false when another node has. */
  readonly takeTrial: (instance: string, began: Instant.Instant) => Effect.Effect<boolean>
}

const interval = "1 second"

/** Shares these circuits until the scope is closed. */
export const make = Effect.fnUntraced(function* (
  store: Pick<Store, "circuits" | "shareCircuit" | "tryCircuit">,
  circuits: Circuits
) {
  const versions = new Map<string, number>()
  const unpublished = new Set<string>()
  const woken = Latch.makeUnsafe(false)
  const isNews = (instance: string, version: number) => version > (versions.get(instance) ?? 0)

  const publish = Effect.fnUntraced(function* (instance: string) {
    unpublished.delete(instance)
    const { openings, since, triedFrom, trying } = circuits.get(instance) ?? Circuit.closed
    const published = { instance, openings, since, triedFrom: triedFrom ?? null, trying: trying ?? null }
    const version = yield* Effect.tapError(store.shareCircuit(published), () =>
      Effect.sync(() => unpublished.add(instance))
    )
    if (version !== undefined && isNews(instance, version)) versions.set(instance, version)
  })

  const receive = Effect.gen(function* () {
    for (const { instance, openings, since, triedFrom, trying, version } of yield* store.circuits) {
      // What has changed here meanwhile is published first.
      if (unpublished.has(instance) || !isNews(instance, version)) continue
      versions.set(instance, version)
      const before = circuits.get(instance) ?? Circuit.closed
      circuits.set(instance, {
        failures: triedFrom === null ? before.failures : 0,
        openings,
        since,
        triedFrom: triedFrom ?? undefined,
        trying: trying ?? undefined
      })
    }
  })

  const turn = Effect.gen(function* () {
    woken.closeUnsafe()
    yield* Effect.forEach([...unpublished], publish, { discard: true })
    yield* receive
    yield* Effect.timeoutOption(woken.await, interval)
  })
  yield* turn.pipe(
    Effect.catchCause((cause) =>
      Effect.andThen(Effect.logWarning("circuits could not be shared: trying again", cause), Effect.sleep(interval))
    ),
    Effect.forever,
    Effect.forkScoped
  )

  const sharing: Sharing = {
    changed: (instance) => {
      unpublished.add(instance)
      woken.openUnsafe()
    },
    takeTrial: (instance, began) =>
      store.tryCircuit(instance, began, Instant.after(began, -Circuit.longestMillis)).pipe(
        Effect.map((version) => {
          if (version === undefined) {
            // Somebody else tries it: until that is heard, nobody here asks again.
            woken.openUnsafe()
            return false
          }
          versions.set(instance, version)
          circuits.set(instance, Circuit.tried(circuits.get(instance) ?? Circuit.closed, began))
          return true
        }),
        // Without the records nothing can be sent either; whoever comes next may ask.
        Effect.catch(() =>
          Effect.sync(() => {
            const circuit = circuits.get(instance)
            if (circuit?.trying === began) circuits.set(instance, { ...circuit, trying: undefined })
            return false
          })
        )
      )
  }
  return sharing
})
