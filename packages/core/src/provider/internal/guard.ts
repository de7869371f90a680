/**
 * The common part of the guards around all operations of one provider: how they name an operation, what they answer where
 * it does not exist, and what is reported of a defect. It knows payments and payouts only by their names.
 */
import * as Effect from "effect/Effect"
import type { Transport } from "../../http/Transport.ts"
import { type FieldIssue, NotExecuted, ReadFailed, Unsupported } from "../../outcome/ProviderError.ts"
import type { Reason } from "../../outcome/Reason.ts"

/** The name of a defect: nothing else of it is shown, because its message could hold anything. */
export const nameOf = (defect: unknown) => {
  const name = defect instanceof Error ? defect.name : typeof defect
  return /^[A-Za-z]{1,40}$/.test(name) ? name : "Error"
}

/** Its provider's word that it is another account than is configured, if it has said so. */
export type Differing = Effect.Effect<ReadFailed | undefined> | undefined

/** The guard of one kind of operations at one provider. */
export type Guard = ReturnType<typeof make>

export const make = (
  kind: string,
  provider: string,
  { differing, transport }: { readonly transport?: Transport | undefined; readonly differing?: Differing } = {}
) => {
  const name = (operation: string) => `${kind}.${operation}`

  const about = (operation: string, reason: Reason, message: string) => ({
    provider,
    operation: name(operation),
    reason,
    message
  })

  // A defect is a fault of the adapter.
  const report = (operation: string, defect: unknown) =>
    Effect.logError(`defect in ${provider} ${name(operation)}: ${nameOf(defect)}`)

  return {
    provider,
    transport,
    differing,
    name,
    report,

    /** The words for an operation that the provider lacks. */
    lacks: (operation: string) => `${provider} has no ${name(operation)}`,

    unsupported: (operation: string) =>
      Effect.fail(
        new Unsupported({ provider, operation: name(operation), message: `${provider} has no ${name(operation)}` })
      ),

    notExecuted: (operation: string, reason: Reason, message: string, issues?: ReadonlyArray<FieldIssue>) =>
      new NotExecuted({ ...about(operation, reason, message), ...(issues === undefined ? {} : { issues }) }),

    /** The failure of a read that never left. */
    unasked: (operation: string, reason: Reason, message: string, issues: ReadonlyArray<FieldIssue>) =>
      new ReadFailed({ ...about(operation, reason, message), issues, neverSent: true }),

    /** The failure of a read that would be answered by another account. */
    elsewhere: (operation: string, { message }: ReadFailed) =>
      new ReadFailed({
        ...about(operation, "AuthenticationFailed", message),
        isAnotherAccount: true,
        neverSent: true
      }),

    /** The failure of a read that came too early. */
    early: (operation: string, retryAfterMillis: number) =>
      new ReadFailed({
        ...about(operation, "RateLimited", "read again too early; nothing was sent"),
        retryAfterMillis,
        neverSent: true
      }),

    // A read may be asked again, so a defect anywhere in it is one more way to fail.
    safeRead: <A, E>(operation: string, effect: Effect.Effect<A, E>) =>
      Effect.catchDefect(effect, (defect) =>
        Effect.andThen(
          report(operation, defect),
          Effect.fail(
            new ReadFailed(about(operation, "UnreadableAnswer", "the adapter failed while reading the answer"))
          )
        )
      )
  }
}
