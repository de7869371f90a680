/**
 * Why this node may not be used just now: a short list of reasons that its parts report and take back. Whoever looks from
 * outside sees them in `/readyz`; inside they keep new work away, while what was begun goes on to its end.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"

/**
 * The subject of each reason, and what it keeps away: nothing more than traffic, new claims too, also new requests, or also
 * callbacks, which may be evidence.
 */
export const stops = {
  // Asked for whenever somebody looks: every statement fails by itself.
  database: "traffic",
  disk: "everything",
  fence: "requests",
  clock: "claims"
} as const satisfies Readonly<Record<string, "traffic" | "claims" | "requests" | "everything">>

/** The subject of a reason. */
export type Name = keyof typeof stops

/** All of them. */
export const names = Object.keys(stops) as ReadonlyArray<Name>

/** A reason, in one sentence for whoever runs the gateway. */
export interface Reason {
  readonly name: Name
  readonly why: string
}

/** The reports of the parts of this node about it. */
export interface Service {
  /** Says why this node may not be used, or that this is over; each change is logged once. */
  readonly report: (name: Name, why: string | undefined) => Effect.Effect<void>
  /** The reasons that were reported and are not over. */
  readonly reasons: Effect.Effect<ReadonlyArray<Reason>>
  /** Whether what is due may be taken. */
  readonly mayClaim: Effect.Effect<boolean>
  /** Whether new requests may be stored. */
  readonly mayCreate: Effect.Effect<boolean>
  /** Whether callbacks may be stored. */
  readonly mayStore: Effect.Effect<boolean>
}

/** A node about which nothing was reported yet. */
export const make = (): Service => {
  const reported = new Map<Name, string>()
  const isFreeOf = (...kinds: ReadonlyArray<(typeof stops)[Name]>) =>
    Effect.sync(() => [...reported.keys()].every((name) => !kinds.includes(stops[name])))
  return {
    report: (name, why) =>
      Effect.suspend(() => {
        const before = reported.get(name)
        if (why === undefined) reported.delete(name)
        else reported.set(name, why)
        if (why === undefined) return before === undefined ? Effect.void : Effect.logInfo(`ready again: ${name}`)
        return before === undefined ? Effect.logWarning(`not ready: ${name}: ${why}`) : Effect.void
      }),
    reasons: Effect.sync(() => [...reported].map(([name, why]) => ({ name, why }))),
    mayClaim: isFreeOf("claims", "requests", "everything"),
    mayCreate: isFreeOf("requests", "everything"),
    mayStore: isFreeOf("everything")
  }
}

/** The reports of the parts of this node about it; in the environment. */
export const Readiness = Context.Reference<Service>("@switchyard/gateway/Readiness", { defaultValue: make })
