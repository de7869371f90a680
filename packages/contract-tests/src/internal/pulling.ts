/** Shared parts of the laws of pulling: a past period, rows in it, and a pull that runs while the clock goes on. */
import * as Money from "@switchyard/core/Money"
import type { ReadFailed } from "@switchyard/core/ProviderError"
import type * as Settlement from "@switchyard/core/Settlement"
import type * as SettlementPull from "@switchyard/core/SettlementPull"
import * as BigDecimal from "effect/BigDecimal"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import { type Booking, Pull, SettlementHarness } from "../SettlementHarness.ts"
import { type Broken, broken, describe, expect } from "./expect.ts"
import { digitsOf } from "./sample.ts"

const dayMillis = 86_400_000

/** A day in UTC that is long over. */
export const pastDay = Effect.map(Clock.currentTimeMillis, (now): SettlementPull.Period => {
  const from = Math.floor(now / dayMillis) * dayMillis - 10 * dayMillis
  return { from, to: from + dayMillis }
})

/** An amount in a currency of the provider. */
export const amount = (text: string) => Effect.map(SettlementHarness, ({ currency }) => Money.unsafe(text, currency))

/** So many smallest units of a currency of the provider. */
export const units = (count: bigint) =>
  Effect.map(
    SettlementHarness,
    ({ currency }): Money.Money => ({ currency, value: BigDecimal.make(count, digitsOf(currency)) })
  )

/** A row as it was written, with its id. */
export interface Booked extends Booking {
  readonly id: string
}

/** Writes rows of kinds that the provider has, one after another within the period, all of one amount. */
export const booked = Effect.fnUntraced(function* (count: number, { from, to }: SettlementPull.Period) {
  const { book, kinds } = yield* SettlementHarness
  const net = yield* amount("10")
  const rows: Array<Booked> = []
  for (let n = 0; n < count; n += 1) {
    const kind = kinds[n % kinds.length] ?? "adjustment"
    const at = from + Math.floor(((n + 1) * (to - from)) / (count + 2))
    const booking = withIds({ kind, at, net }, n)
    rows.push({ ...booking, id: yield* book(booking) })
  }
  return rows
})

/** The row with the ids that its kind has. */
export const withIds = (booking: Omit<Booking, "of" | "payment">, n: number): Booking => {
  const { kind } = booking
  return {
    ...booking,
    ...(kind === "payment" || kind === "payout" || kind === "refund" ? { of: `${kind}-${n}` } : {}),
    ...(kind === "refund" || kind === "dispute" ? { payment: `payment-${n}` } : {})
  }
}

/** What a pull has given so far, and how it ended. */
export interface Given {
  readonly pages: ReadonlyArray<SettlementPull.Pulled>
  readonly rows: ReadonlyArray<Settlement.Row>
  readonly exit: Exit.Exit<void, ReadFailed>
}

/** Pulls while the clock goes on; ends when the pull has, or is broken if it never does. `atMost` stops it after so many pages. */
export const pull = Effect.fnUntraced(function* (
  period: SettlementPull.Period,
  { atMost = Number.MAX_SAFE_INTEGER, ...options }: SettlementPull.Options & { readonly atMost?: number } = {}
) {
  const service = yield* Pull
  const { advance, patience = Effect.void } = yield* SettlementHarness
  const pages: Array<SettlementPull.Pulled> = []
  const running = yield* Effect.forkChild(
    service.pull(period, options).pipe(
      Stream.take(atMost),
      Stream.runForEach((page) => Effect.sync(() => void pages.push(page))),
      Effect.exit
    )
  )
  for (let turns = 0; turns < 500 && running.pollUnsafe() === undefined; turns += 1) {
    yield* patience
    yield* advance("10 seconds")
  }
  if (running.pollUnsafe() === undefined) {
    yield* Fiber.interrupt(running)
    return yield* broken("the pull ends", "it was still asking after an hour")
  }
  const exit = yield* Fiber.join(running)
  return { pages, rows: pages.flatMap(({ rows }) => rows), exit } satisfies Given
})

/** A pull that must succeed. */
export const pulled = Effect.fnUntraced(function* (
  period: SettlementPull.Period,
  options?: Parameters<typeof pull>[1]
) {
  const given = yield* pull(period, options)
  if (Exit.isFailure(given.exit)) return yield* broken("the pull succeeds", describe(given.exit))
  return given
})

const printed = (ids: ReadonlyArray<string>) => (ids.length === 0 ? "none" : ids.join(", "))

/** Expects exactly these rows, each once, as entries of these ids. */
export const holds = (
  rows: ReadonlyArray<Settlement.Row>,
  expected: ReadonlyArray<Pick<Booked, "id">>,
  when: string
): Effect.Effect<void, Broken> => {
  const got = rows.map((row) => (row._tag === "Entry" ? row.id : `a bad row (${row.reason})`))
  const wanted = expected.map(({ id }) => id)
  return expect(
    got.toSorted().join() === wanted.toSorted().join(),
    `${when} the entries are each once: ${printed(wanted.toSorted())}`,
    `they are: ${printed(got.toSorted())}`
  )
}

/** The only entry with an id. */
export const entryOf = (rows: ReadonlyArray<Settlement.Row>, id: string): Settlement.Entry | undefined =>
  rows.find((row): row is Settlement.Entry => row._tag === "Entry" && row.id === id)
