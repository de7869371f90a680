/**
 * The secrets of instances that change while the gateway runs, such as tokens that are renewed: kept in the records, sealed, and
 * shared by all nodes. An instance is made before the records are open; until then it can have none.
 */
import { Secrets } from "@switchyard/core"
import { Effect, Redacted } from "effect"
import type { StoreUnavailable } from "../model/Operations.ts"
import type { Service as Store } from "../store/Store.ts"
import type { Service as Vault, VaultFailed } from "../vault.ts"

/** Where they are kept. */
export interface Kept {
  readonly store: Pick<Store, "secret" | "setSecret">
  readonly vault: Pick<Vault, "open" | "seal">
}

/** The secrets of all instances. */
export interface InstanceSecrets {
  /** Those of an instance at an account: at another one the same name is another secret. */
  readonly of: (instance: string, account: string) => Secrets.Store
  /** Keeps them there from now on. */
  readonly keepIn: (kept: Kept) => Effect.Effect<void>
}

const unavailable = (message: string) => new Secrets.SecretsUnavailable({ message })

const whyOf = (error: StoreUnavailable | VaultFailed): Secrets.SecretsUnavailable =>
  unavailable(
    error._tag === "StoreUnavailable"
      ? "the records cannot be read or written just now"
      : `what is stored of it cannot be opened (${error.reason})`
  )

/** Secrets that are kept nowhere yet. */
export const make = (): InstanceSecrets => {
  let kept: Kept | undefined
  const here = Effect.suspend(() =>
    kept === undefined ? Effect.fail(unavailable("the records are not open yet")) : Effect.succeed(kept)
  )
  const of = (instance: string, account: string): Secrets.Store => {
    // The name of its row, and what it is sealed for.
    const idOf = (name: string) => JSON.stringify([instance, account, name])
    return {
      get: Effect.fnUntraced(function* (name) {
        const { store, vault } = yield* here
        const id = idOf(name)
        const row = yield* Effect.mapError(store.secret(id), whyOf)
        if (row === undefined) return undefined
        const value = yield* Effect.mapError(vault.open(row.sealed, id), whyOf)
        return { value: Redacted.make(value, { label: "secret" }), version: row.version }
      }),
      compareAndSet: Effect.fnUntraced(function* (name, version, value) {
        const { store, vault } = yield* here
        const id = idOf(name)
        const sealed = yield* vault.seal(Redacted.value(value), id)
        return yield* Effect.mapError(store.setSecret(id, version, sealed), whyOf)
      })
    }
  }
  return {
    of,
    keepIn: (given) =>
      Effect.sync(() => {
        kept = given
      })
  }
}
