/**
 * Which problem each refusal of the core or a provider is. A provider that cannot be asked just now is a 503, one that
 * said no is a 422: a merchant can fix the second and only wait for the first.
 */
import { type ProviderError, Reason } from "@switchyard/core"
import { Effect } from "effect"
import type { Conflict, InboxFull, NoSuchOperation, Refused, StoreUnavailable, TooEarly } from "../model/Operations.ts"
import type { DeliveryConflict, NoSuchDelivery } from "../webhooks/Deliveries.ts"
import type { NoSuchEndpoint } from "../webhooks/Webhooks.ts"
import { conflict, invalid, notFound, tooMany, unavailable, unprocessable } from "./problems.ts"

type Refusal =
  | NoSuchOperation
  | NoSuchDelivery
  | DeliveryConflict
  | NoSuchEndpoint
  | Conflict
  | Refused
  | TooEarly
  | InboxFull
  | StoreUnavailable
  | ProviderError.ReadError
  | ProviderError.SendError

/** A call of a provider that did nothing, and why. */
type Nothing = Pick<ProviderError.NotExecuted, "issues" | "message" | "reason" | "retryAfterMillis">

/** The problem of a call that did nothing or gave no usable answer. */
const ofProvider = ({ issues, message, reason, retryAfterMillis = 5000 }: Nothing) => {
  if (issues !== undefined && issues.length > 0) return invalid(issues)
  const seconds = retryAfterMillis / 1000
  switch (Reason.remedy(reason)) {
    case "change":
      return unprocessable("provider_refused", { detail: message })
    case "slow_down":
      return tooMany("too_early", seconds, { detail: message })
    case "wait":
      return unavailable("provider_unavailable", seconds, { detail: message })
  }
}

const makers = {
  NoSuchOperation: () => notFound("not_found"),
  NoSuchDelivery: () => notFound("not_found"),
  DeliveryConflict: ({ code, message }: DeliveryConflict) => conflict(code, { detail: message }),
  NoSuchEndpoint: ({ path }: NoSuchEndpoint) =>
    invalid([{ path, reason: "must be the URL of a configured webhook endpoint" }]),
  Conflict: ({ code, left, mayStillPay, message, operation }: Conflict) =>
    conflict(code, {
      detail: message,
      ...(operation === undefined ? {} : { operation }),
      ...(left === undefined ? {} : { left }),
      ...(mayStillPay === undefined ? {} : { mayStillPay })
    }),
  Refused: ({ instances, issues, message }: Refused) => {
    if (issues.length === 0) return unprocessable("no_route", { detail: message, instances })
    return invalid(issues, instances.length === 0 ? {} : { detail: message, instances })
  },
  TooEarly: ({ retryAfterSeconds }: TooEarly) => tooMany("too_early", retryAfterSeconds),
  InboxFull: ({ retryAfterSeconds }: InboxFull) => tooMany("rate_limited", retryAfterSeconds),
  StoreUnavailable: ({ retryAfterSeconds }: StoreUnavailable) => unavailable("unavailable", retryAfterSeconds),
  NotFound: ({ message }: ProviderError.NotFound) => notFound("not_found_at_provider", { detail: message }),
  Unsupported: ({ instances, message }: ProviderError.Unsupported) =>
    instances === undefined
      ? unprocessable("unsupported", { detail: message })
      : unprocessable("no_route", { detail: message, instances }),
  ReadFailed: ofProvider,
  NotExecuted: ofProvider,
  Rejected: ({ message }: ProviderError.Rejected) => unprocessable("provider_refused", { detail: message })
}

type ProblemOf<Tag extends Refusal["_tag"]> = ReturnType<(typeof makers)[Tag]>

function problemOf<E extends Refusal>(error: E): ProblemOf<E["_tag"]>
function problemOf(error: Refusal): ProblemOf<Refusal["_tag"]> {
  switch (error._tag) {
    case "NoSuchOperation":
    case "NoSuchDelivery":
      return makers[error._tag]()
    case "DeliveryConflict":
      return makers.DeliveryConflict(error)
    case "NoSuchEndpoint":
      return makers.NoSuchEndpoint(error)
    case "Conflict":
      return makers.Conflict(error)
    case "Refused":
      return makers.Refused(error)
    case "TooEarly":
      return makers.TooEarly(error)
    case "InboxFull":
      return makers.InboxFull(error)
    case "StoreUnavailable":
      return makers.StoreUnavailable(error)
    case "NotFound":
      return makers.NotFound(error)
    case "Unsupported":
      return makers.Unsupported(error)
    case "ReadFailed":
      return makers.ReadFailed(error)
    case "NotExecuted":
      return makers.NotExecuted(error)
    case "Rejected":
      return makers.Rejected(error)
  }
}

/** Turns every refusal of the core or a provider into its problem. */
export const orProblem = <A, E extends Refusal, R>(
  self: Effect.Effect<A, E, R>
): Effect.Effect<A, ProblemOf<E["_tag"]>, R> => Effect.mapError(self, problemOf)

/** The same for what changes something: once begun it goes on to its end, also when the client has gone away. */
export const completeOrProblem = <A, E extends Refusal, R>(
  self: Effect.Effect<A, E, R>
): Effect.Effect<A, ProblemOf<E["_tag"]>, R> => orProblem(Effect.uninterruptible(self))
