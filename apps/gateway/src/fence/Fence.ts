/**
 * The fence as the store and the worker see it: what a statement that changes operations has to bring along, and what is
 * kept outside the database of what was acknowledged. Without one (tools, tests) every statement is admitted.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { SqlError, UnknownError } from "effect/sql/SqlError"
import type { Kind } from "../lifecycle/Status.ts"
import type { UsedAccount } from "./directory.ts"

/** The fence of this node. */
export interface Service {
  /** What statements bring along, as JSON; null where there is no fence. */
  readonly known: () => string | null
  /** Rows that were read under another token are old. */
  readonly token: () => string | null
  /** Keeps outside the database that a statement was acknowledged; nothing may be sent for it before. Throws if it cannot. */
  readonly acknowledged: (slot: number, mark: number) => void
  /** A statement was refused: what has become of the fence is looked at now. */
  readonly refused: (why: string) => Effect.Effect<void>
  /** Keeps outside the database that an account is used, before anything is sent with it. */
  readonly use: (account: UsedAccount) => Effect.Effect<void, SqlError>
  /** Every account that was ever used for this kind, as far as it was heard of here. */
  readonly accounts: (kind: Kind) => ReadonlyArray<UsedAccount>
  /** The highest epoch that was heard of. */
  readonly epoch: () => number
  readonly isFenced: () => boolean
  /** A recovery has begun here: it is taken over at once. */
  readonly takeOver: Effect.Effect<void, SqlError>
}

/** Nothing is fenced. */
export const none: Service = {
  known: () => null,
  token: () => null,
  acknowledged: () => {},
  refused: () => Effect.void,
  use: () => Effect.void,
  accounts: () => [],
  epoch: () => 0,
  isFenced: () => false,
  takeOver: Effect.void
}

/** The fence of this node, in the environment. */
export const Fence = Context.Reference<Service>("@switchyard/gateway/Fence", { defaultValue: () => none })

/** What \`fence_admits\` answers to a statement: why it was refused, or the mark that it has raised. */
export interface Admitted {
  readonly refused: string | null
  readonly mark: bigint | null
}

/** Whether the statement was admitted; if so, that is kept outside the database before anybody goes on. */
export const admitted = (
  fence: Service,
  slot: number,
  answer: Admitted | undefined
): Effect.Effect<boolean, SqlError> => {
  const { mark = null, refused = null } = answer ?? {}
  if (refused !== null) return Effect.as(fence.refused(refused), false)
  return mark === null
    ? Effect.succeed(true)
    : Effect.as(
        kept(() => fence.acknowledged(slot, Number(mark))),
        true
      )
}

/** Writes outside the database; a failure is one of the statement that it belongs to. */
export const kept = <A>(write: () => A): Effect.Effect<A, SqlError> =>
  Effect.try({
    try: write,
    catch: (cause) =>
      new SqlError({ reason: new UnknownError({ cause, message: "the fence cannot be written", operation: "fence" }) })
  })
