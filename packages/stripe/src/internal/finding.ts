/**
 * Finding an operation by our mark. The documents call the lists consistent, so what was made in a time that is known is found in all
 * pages of it. Where nobody knows when, the newest pages are looked at, and what is not there proves nothing: not even that Stripe has refused to say.
 */
import type * as Endpoint from "@switchyard/core/Endpoint"
import type { OperationContext } from "@switchyard/core/OperationContext"
import type { Finding } from "@switchyard/core/Reference"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import type { StripeClient } from "../StripeClient.ts"
import type { Options } from "../StripeOptions.ts"
import type * as Schema from "../StripeSchema.ts"
import { type Mark, queryOf, referenceIn } from "./marks.ts"

/** One entry of a list. */
export type Entry = typeof Schema.Listed.Type

/** What was found under a reference, the newest first. */
export interface Found {
  readonly entries: ReadonlyArray<Entry>
  /** Whether nothing can be there that is not among them. */
  readonly isWhole: boolean
}

/** Members of a query; those that are undefined are left out. */
export type Query = Readonly<Record<string, string | undefined>>

// The clocks may be apart; and after an error of Stripe's own what was sent may be made hours later.
const reserve = 10 * 60
const later = 24 * 3_600

const newestPages = 3

// Beyond that an account cannot be looked through.
const allPages = 1_000

/** The time in which an operation was made, as lists want it; undefined where nobody knows when it was sent first. */
export const madeIn = ({ sentAfter, sentUntil }: Pick<Finding, "sentAfter" | "sentUntil">): Query | undefined => {
  if (sentAfter === undefined) return undefined
  const seconds = (at: DateTime.Utc) => Math.floor(DateTime.toEpochMillis(at) / 1_000)
  return {
    "created[gte]": String(Math.max(0, seconds(sentAfter) - reserve)),
    "created[lte]": sentUntil && String(seconds(sentUntil) + later + reserve)
  }
}

/** What is looked for, and in whose name. */
export interface Sought {
  readonly mark: Mark
  readonly reference: string
  readonly context?: OperationContext | undefined
}

/** How objects of ours are found in an account. */
export const make = (client: StripeClient, options: Pick<Options, "namespace">) => {
  const isOurs =
    ({ mark, reference }: Sought) =>
    ({ metadata }: Entry) =>
      referenceIn(options, mark, metadata) === reference

  /** Looks through a list; `query` says which part of it is all that can be. */
  const listed =
    (path: string, sought: Sought, query: Query | undefined): Endpoint.LookingUp<Found> =>
    (call) =>
      Effect.gen(function* () {
        const entries: Array<Entry> = []
        let cursor: string | undefined
        for (let page = 0; page < (query === undefined ? newestPages : allPages); page++) {
          const asked = { limit: "100", ...query, starting_after: cursor }
          const { data, has_more } = yield* client.find(path, asked, sought.context)(call)
          entries.push(...data.filter(isOurs(sought)))
          cursor = data.at(-1)?.id
          if (!has_more || cursor === undefined) return { entries, isWhole: !has_more }
        }
        return { entries, isWhole: false }
      })

  /** Searches: its index lags, and knows no case, so that only what is found and is ours counts. */
  const searched =
    (path: string, sought: Sought): Endpoint.LookingUp<Found> =>
    (call) =>
      Effect.map(
        client.find(
          `${path}/search`,
          { limit: "100", query: queryOf(sought.mark, sought.reference) },
          sought.context
        )(call),
        ({ data }) => ({ entries: data.filter(isOurs(sought)), isWhole: false })
      )

  return { listed, searched }
}

const absent = "nothing that is marked so is in the list"

/** That nothing was found: it is not there, or nobody knows. */
export const none =
  (isWhole: boolean): Endpoint.LookingUp<never> =>
  (call) =>
    Effect.fail(isWhole ? call.notFound(absent) : call.readFailed("ProviderUnavailable", absent))

/** That several were found: they decide nothing. */
export const several: Endpoint.LookingUp<never> = (call) =>
  Effect.fail(call.readFailed("UnrecognisedAnswer", "several are marked so: none is taken"))

/** The one that was found. */
export const only = ({ entries: [entry, ...others], isWhole }: Found): Endpoint.LookingUp<Entry> => {
  if (entry === undefined) return none(isWhole)
  return others.length === 0 ? () => Effect.succeed(entry) : several
}
