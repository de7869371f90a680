/** What an adapter writes to be pulled, and one page of it. */
import type * as Effect from "effect/Effect"
import type * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { Entry } from "../../../domain/Settlement.ts"
import type { ReadFailed } from "../../../outcome/ProviderError.ts"

const Millis = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))

/** A period in milliseconds since 1970: `from` is within, `to` is not, so that neighbours share nothing. */
export const Period = Schema.Struct({ from: Millis, to: Millis }).check(
  Schema.makeFilter(({ from, to }) => from < to, { message: "must end after it begins" })
)

/** A period in milliseconds since 1970: `from` is within, `to` is not. */
export type Period = typeof Period.Type

/** The facts about a provider's reporting interface that no code can show. */
export const Manifest = Schema.Struct({
  /** How long after an instant its rows may still be lacking; what is younger is not complete yet. */
  completeAfterMillis: Millis,
  /** The longest period that one pull may ask for; any when left out. */
  longestPeriodMillis: Schema.optionalKey(Millis.check(Schema.isGreaterThan(0))),
  /** Least time between two pages. */
  pageSpacingMillis: Millis
})

/** The facts about a provider's reporting interface. */
export type Manifest = typeof Manifest.Type

/** An entry as an adapter gives it; its place is added. */
export interface PulledEntry extends Omit<Entry, "_tag" | "line"> {}

/** Why a row is no entry; `reason` is a fixed sentence and never repeats what stands in the row. */
export interface Refusal {
  /** The row's own id; where that cannot be read, a text that is the same for the same row, such as its hash. */
  readonly id: string
  /** The name of the member that is to blame, where it is one. */
  readonly column?: string
  readonly reason: string
}

/** One page, as an adapter reads it. */
export interface Page {
  /** Every row of the page, each an entry or the reason why it is none. */
  readonly rows: ReadonlyArray<Result.Result<PulledEntry, Refusal>>
  /** By what the next page is asked for, with nothing personal in it; left out on the last one. */
  readonly next?: string | undefined
  /** How many rows the whole period has, where the provider counts them: more or fewer than have come are never passed over. */
  readonly total?: number | undefined
  /** The instant up to which the provider says that its rows are there, where it does. */
  readonly asOf?: number | undefined
}

/** The part that an adapter writes. */
export interface Spi {
  /** The name of the configured instance, for errors. */
  readonly provider: string
  readonly manifest: Manifest
  /** Asks for one page, the first one without a cursor. It reads only. Rows outside of the period may be among them. */
  readonly page: (period: Period, cursor: string | undefined) => Effect.Effect<Page, ReadFailed>
}

/** Asks for one page. Its failures are those of a read. */
export type AskPage = (period: Period, cursor: string | undefined) => Effect.Effect<Page, ReadFailed>
