/**
 * The harness that a simulated provider gives to the laws of pulling: it writes rows into the provider's statement, lets pages fail and
 * rows change while they are read. One harness serves one law: it starts empty. Rows are
 * told of in our words; what the adapter makes of them is compared with that.
 */
import type { Currency } from "@switchyard/core/Currency"
import type { Money } from "@switchyard/core/Money"
import type * as Settlement from "@switchyard/core/Settlement"
import type * as SettlementPull from "@switchyard/core/SettlementPull"
import type * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import type { Fault } from "./Harness.ts"

/** A row to be written into the provider's statement. */
export interface Booking {
  readonly kind: Settlement.Kind
  /** In milliseconds since 1970. */
  readonly at: number
  /** What the balance gained by a payment, or lost by anything else: below zero where it was the other way round. */
  readonly net: Money
  /** What the provider took for it; left out: nothing. Only given where `statesFees` is true. */
  readonly fee?: Money
  /** How its operation ended; left out: it was paid. Only one of `statuses`. */
  readonly status?: Settlement.Status
  /** The provider's id of the operation that it is about, for a payment, payout or refund. */
  readonly of?: string
  /** The provider's id of the payment that a refund or a dispute belongs to. */
  readonly payment?: string
}

/** The provider as the laws of pulling control it. */
export interface Service {
  /** The time that adapter and provider share. */
  readonly clock: Clock.Clock
  /** Moves that clock on. */
  readonly advance: (by: Duration.Input) => Effect.Effect<void>
  /** Waits in real time for as long as an exchange may take; left out: nothing goes over a socket. */
  readonly patience?: Effect.Effect<void>
  /** Every secret the adapter was configured with, to search for. */
  readonly secrets: ReadonlyArray<string>
  /** A currency that rows can have. */
  readonly currency: Currency
  /** The kinds of rows that the provider's statement has. */
  readonly kinds: ReadonlyArray<Settlement.Kind>
  /** Whether a row states the fee of its operation; left out: it does not. */
  readonly statesFees?: boolean
  /** The ends that a row can state; left out: every row is of something that was paid. */
  readonly statuses?: ReadonlyArray<Settlement.Status>
  /** How many rows a page has at most; a small number keeps the laws quick. */
  readonly pageRows: number
  /** Writes a row; gives the id by which the provider knows it. */
  readonly book: (booking: Booking) => Effect.Effect<string>
  /** Writes another amount into a row; left out: no row of this provider ever changes. */
  readonly change?: (id: string, net: Money) => Effect.Effect<void>
  /** Shows a row twice from now on; left out: the provider's pages never show a row again. */
  readonly repeat?: (id: string) => Effect.Effect<void>
  /** Takes a row out of the statement; left out: no row of this provider ever goes. */
  readonly remove?: (id: string) => Effect.Effect<void>
  /** Puts a word that no document lists in the place of a row's kind. */
  readonly garble: (id: string) => Effect.Effect<void>
  /** Plays a fault on the page that comes after so many others, counted from now. */
  readonly fault: (fault: Fault, after: number) => Effect.Effect<void>
  /** Acts after the page that comes after so many others was answered, and before the next one is. */
  readonly between: (after: number, act: Effect.Effect<unknown>) => Effect.Effect<void>
  /** What the simulator itself has thrown while it answered, where it can. */
  readonly thrown?: Effect.Effect<unknown>
}

/** The provider as the laws of pulling control it, in the environment. */
export class SettlementHarness extends Context.Service<SettlementHarness, Service>()(
  "@switchyard/contract-tests/SettlementHarness"
) {}

/** The adapter under test: what its plugin offers as `pull`, in the environment. */
export class Pull extends Context.Service<Pull, SettlementPull.Service>()("@switchyard/contract-tests/Pull") {}
