/** The instances that have services of one kind, found by name or by being the first candidate that can do something. */
import type * as Capabilities from "@switchyard/core/Capabilities"
import type { Send } from "@switchyard/core/Outcome"
import { type ReadError, Unsupported } from "@switchyard/core/ProviderError"
import * as RetryPolicy from "@switchyard/core/RetryPolicy"
import * as Effect from "effect/Effect"
import type { Loaded } from "../Plugins.ts"
import * as Routing from "../Routing.ts"
import { facadeName } from "./configFile.ts"
import { notExecuted } from "./notExecuted.ts"

/** A service as far as the directory knows it. */
export interface Capable {
  readonly capabilities: Capabilities.Capabilities<string>
}

/** An instance that has a service of this kind. */
export interface Entry<S> {
  readonly instance: string
  /** Identifies the merchant account behind the instance. */
  readonly fingerprint: string
  readonly service: S
  /** How often it is asked again within one call. */
  readonly retry: Loaded["retry"]
}

/** The instances that have services of one kind. */
export type Directory<S extends Capable> = ReturnType<typeof make<S>>

export const make = <S extends Capable>(
  kind: Routing.Kind,
  instances: ReadonlyArray<Loaded>,
  serviceOf: (providers: Loaded["providers"]) => S | undefined
) => {
  const entries: ReadonlyMap<string, Entry<S>> = new Map(
    instances.flatMap(({ fingerprint, name, providers, retry }): ReadonlyArray<[string, Entry<S>]> => {
      const service = serviceOf(providers)
      return service === undefined ? [] : [[name, { instance: name, fingerprint, service, retry }]]
    })
  )
  const names = instances.map(({ name }) => name)

  const missing = (instance: string): string =>
    names.includes(instance)
      ? `${instance} has no ${kind}`
      : `no provider of this name is configured; configured are ${names.join(", ")}`

  const unsupported = (operation: string, message: string): Unsupported =>
    new Unsupported({ provider: facadeName, operation: `${kind}.${operation}`, message })

  /** The service of an instance. */
  const find = (operation: string, instance: string): Effect.Effect<S, Unsupported> => {
    const entry = entries.get(instance)
    return entry === undefined ? Effect.fail(unsupported(operation, missing(instance))) : Effect.succeed(entry.service)
  }

  const readAgain = <A, E extends ReadError>(
    { retry, service }: Entry<S>,
    read: (service: S) => Effect.Effect<A, E>
  ): Effect.Effect<A, E> =>
    retry.reads === undefined ? read(service) : RetryPolicy.reads({ times: retry.reads })(read(service))

  /** Reads from an instance. */
  const readFrom = <A, E extends ReadError>(
    operation: string,
    instance: string,
    read: (service: S) => Effect.Effect<A, E>
  ): Effect.Effect<A, E | Unsupported> => {
    const entry = entries.get(instance)
    return entry === undefined ? Effect.fail(unsupported(operation, missing(instance))) : readAgain(entry, read)
  }

  return {
    kind,
    entries,
    find,
    readFrom,
    missing,
    unsupported,
    targets: names.map(
      (instance): Routing.Target => ({
        instance,
        manifest: entries.get(instance)?.service.capabilities
      })
    ),

    /** Sends to an instance. */
    sendTo: <A>(operation: string, instance: string, send: (service: S) => Send<A>): Send<A> => {
      const entry = entries.get(instance)
      return entry === undefined
        ? Effect.fail(notExecuted(`${kind}.${operation}`, "Unsupported", missing(instance)))
        : send(entry.service)
    },

    /** Reads from an instance that is named, or else from the first candidate that has the operation. */
    ask: <A extends object, E extends ReadError>(
      operation: string,
      instance: string | undefined,
      candidates: () => ReadonlyArray<Routing.Candidate>,
      read: (service: S) => Effect.Effect<A, E>
    ): Effect.Effect<A & { readonly instance: string }, E | Unsupported> => {
      const ask = (name: string) =>
        Effect.map(readFrom(operation, name, read), (answer) => ({ ...answer, instance: name }))
      if (instance !== undefined) return ask(instance)
      return Effect.suspend((): Effect.Effect<A & { readonly instance: string }, E | Unsupported> => {
        const found = candidates()
        for (const candidate of found) {
          const service = candidate.in ? entries.get(candidate.instance)?.service : undefined
          if (service?.capabilities.operations.includes(operation)) return ask(candidate.instance)
        }
        const lacks = `has no ${kind}.${operation}`
        const out = found.map((candidate) => (candidate.in ? { ...candidate, in: false, why: lacks } : candidate))
        const { instances, message } = Routing.noRoute(out)
        return Effect.fail(
          new Unsupported({ provider: facadeName, operation: `${kind}.${operation}`, message, instances })
        )
      })
    }
  }
}
