/** What it takes to replay an attempt, as it lies beside the attempt: sealed, because a dictionary finds what was hashed. */
import type { Replay } from "@switchyard/core"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type { StoreUnavailable } from "../model/Operations.ts"
import type { Row } from "../store/Row.ts"
import { type Closed, closed } from "./kinds.ts"
import type { Service } from "./OperationRunner.ts"

const Key = Schema.Struct({
  hash: Schema.RedactedFromValue(Schema.String),
  account: Schema.optionalKey(Schema.RedactedFromValue(Schema.String))
})

const decode = Schema.decodeUnknownEffect(Schema.fromJsonString(Key))

const opened = (vault: Service["vault"], row: Row, sealed: Uint8Array): Effect.Effect<Replay.Key, Closed> =>
  vault.open(sealed, row.id).pipe(Effect.flatMap(decode), Effect.mapError(closed))

/** Seals a key for the operation that it belongs to. */
export const sealedKey = ({ vault }: Pick<Service, "vault">, row: Row, { account, hash }: Replay.Key) =>
  vault.seal(
    JSON.stringify({
      hash: Redacted.value(hash),
      ...(account === undefined ? {} : { account: Redacted.value(account) })
    }),
    row.id
  )

/** The key that was stored with this attempt of a change, undefined where there is none; fails where nobody here can open it. */
export const changeKeyOf = Effect.fnUntraced(function* (
  { store, vault }: Service,
  row: Row,
  attempt: number
): Effect.fn.Return<Replay.Key | undefined, StoreUnavailable | Closed> {
  const sealed = yield* store.replayKeyOf(row.id, attempt)
  return sealed === undefined ? undefined : yield* opened(vault, row, sealed)
})

/** The key of what was sent first to this account, undefined where there is none; fails where nobody here can open it. */
export const keyOf = Effect.fnUntraced(function* (
  { store, vault }: Service,
  row: Row,
  fingerprint: string
): Effect.fn.Return<Replay.Key | undefined, StoreUnavailable | Closed> {
  const sealed = yield* store.replayKey(row.id, fingerprint)
  if (sealed === undefined) return undefined
  return yield* opened(vault, row, sealed)
})
