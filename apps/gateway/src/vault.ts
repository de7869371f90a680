/**
 * Keeps personal data unreadable in the database: destinations and whatever else belongs to people is sealed before it
 * is stored. What was sealed for one operation opens for that operation only. No failure repeats a text or a key.
 */
import { Context, Effect, Layer, Redacted, Schema } from "effect"
import type { Keys } from "./security/dataKeys.ts"
import * as Seal from "./security/seal.ts"

/** A sealed text could not be opened: nobody here has its key, or it is not what was sealed for this. */
export class VaultFailed extends Schema.TaggedError<VaultFailed>()("VaultFailed", {
  reason: Schema.Literals(["unknown_key", "tampered", "malformed"]),
  message: Schema.String
}) {}

/** Seals and opens texts. */
export interface Service {
  /** `boundTo` is the id of the operation that the text belongs to. */
  readonly seal: (text: string, boundTo?: string) => Effect.Effect<Uint8Array>
  readonly open: (sealed: Uint8Array, boundTo?: string) => Effect.Effect<string, VaultFailed>
  /** The header of every text that is sealed with the current key, in hexadecimal. */
  readonly currentHeader: string
}

/** The vault in the environment. */
export class Vault extends Context.Service<Vault, Service>()("@switchyard/gateway/Vault") {}

const failed = (reason: VaultFailed["reason"], message: string) => new VaultFailed({ reason, message })

/** Builds a vault. */
export const make = (keys: Keys): Service => {
  const current = Seal.keyOf(Redacted.value(keys.current))
  const known = new Map(
    [current, ...keys.previous.map((key) => Seal.keyOf(Redacted.value(key)))].map((key) => [key.id, key])
  )

  const open = (sealed: Uint8Array, boundTo: string): Effect.Effect<string, VaultFailed> => {
    const id = Seal.keyIdOf(sealed)
    if (id === undefined) return Effect.fail(failed("malformed", "this is no sealed text"))
    const key = known.get(id)
    if (key === undefined)
      return Effect.fail(failed("unknown_key", `sealed with the key ${id}, which is not configured`))
    const text = Seal.open(sealed, key, boundTo)
    if (text === undefined) return Effect.fail(failed("tampered", "not what was sealed here under this key"))
    return Effect.succeed(text)
  }

  return {
    seal: (text, boundTo = "") => Effect.sync(() => Seal.seal(text, current, boundTo)),
    open: (sealed, boundTo = "") => Effect.suspend(() => open(sealed, boundTo)),
    currentHeader: Seal.headerOf(current).toString("hex")
  }
}

/** A vault as a layer. */
export const layer = (keys: Keys): Layer.Layer<Vault> => Layer.succeed(Vault, make(keys))
