/**
 * The instances whose provider has answered that their credentials lead to another account than is configured: nothing is sent there
 * (decision 0026). Whoever asks the providers reports it, and whoever shows the health of an instance says it by its name.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"

/** What providers have answered about the accounts of instances. */
export interface Service {
  /** Another account, in its provider's words; undefined where it is the right one again. Each change is logged once. */
  readonly report: (instance: string, why: string | undefined) => Effect.Effect<void>
  /** Why nothing is sent to this instance, if so. */
  readonly of: (instance: string) => Effect.Effect<string | undefined>
}

/** Nobody was asked yet. */
export const make = (): Service => {
  const reported = new Map<string, string>()
  return {
    report: (instance, why) =>
      Effect.suspend(() => {
        const before = reported.get(instance)
        if (why === undefined) reported.delete(instance)
        else reported.set(instance, why)
        if (why === undefined)
          return before === undefined ? Effect.void : Effect.logInfo(`${instance} leads to its account again`)
        return before === why
          ? Effect.void
          : Effect.logError(
              `${instance} leads to another account than is configured, and nothing is sent there: ${why}`
            )
      }),
    of: (instance) => Effect.sync(() => reported.get(instance))
  }
}

/** What providers have answered about the accounts of instances; in the environment. */
export const AccountsThatDiffer = Context.Reference<Service>("@switchyard/gateway/AccountsThatDiffer", {
  defaultValue: make
})
