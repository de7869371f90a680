/**
 * What a create in stages has prepared, as it lies beside its attempt: sealed, because it is what somebody needs to commit it. It
 * is written down between what was prepared and its commit, or nothing is committed.
 */
import type { Replay, Stages } from "@switchyard/core"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type { StoreUnavailable } from "../model/Operations.ts"
import type { Row } from "../store/Row.ts"
import type { Written } from "./attempts.ts"
import { type Closed, closed } from "./kinds.ts"
import type { Service } from "./OperationRunner.ts"

const Secret = Schema.RedactedFromValue(Schema.String)

const Stored = Schema.fromJsonString(
  Schema.Struct({
    state: Secret,
    providerReference: Schema.optionalKey(Schema.String),
    commitUntil: Schema.optionalKey(Schema.DateTimeUtcFromString),
    key: Schema.optionalKey(Schema.Struct({ hash: Secret, account: Schema.optionalKey(Secret) }))
  })
)

const decode = Schema.decodeUnknownEffect(Stored)

/** What was prepared, as it is stored. */
export type Prepared = typeof Stored.Type

const textOf = ({ commitUntil, key, providerReference, state }: Stages.Committing): string =>
  JSON.stringify({
    state: Redacted.value(state),
    providerReference,
    commitUntil: commitUntil && DateTime.formatIso(commitUntil),
    key: key && { hash: Redacted.value(key.hash), account: key.account && Redacted.value(key.account) }
  })

/** Writes down what the attempt that is on its way has prepared; whether it may be committed. */
export const stored =
  (runner: Service, { record, request, row }: Written): Stages.BeforeCommit =>
  (prepared) =>
    Effect.gen(function* () {
      const sealed = yield* runner.vault.seal(textOf(prepared), row.id)
      // Whatever has changed the operation meanwhile, it is decided on what is there now.
      const applied = yield* runner.apply(
        row,
        {
          _tag: "Prepared",
          ...request,
          providerReference: prepared.providerReference ?? null,
          commitUntil: prepared.commitUntil === undefined ? null : DateTime.toEpochMillis(prepared.commitUntil),
          isReplayable: prepared.key !== undefined
        },
        { attempt: { ...record, prepared: sealed } }
      )
      return applied._tag === "Applied"
    })

/** What the latest send to this account has prepared, undefined where nothing was stored; fails where nobody here can open it. */
export const preparedAt = Effect.fnUntraced(function* (
  { store, vault }: Service,
  row: Row,
  fingerprint: string
): Effect.fn.Return<Prepared | undefined, StoreUnavailable | Closed> {
  const sealed = yield* store.prepared(row.id, fingerprint)
  if (sealed === undefined) return undefined
  return yield* vault.open(sealed, row.id).pipe(Effect.flatMap(decode), Effect.mapError(closed))
})

/** The key of what was committed, and what it was committed with. */
export const keyIn = (prepared: Prepared): (Replay.Key & Pick<Replay.Record, "prepared">) | undefined =>
  prepared.key && { ...prepared.key, prepared }
