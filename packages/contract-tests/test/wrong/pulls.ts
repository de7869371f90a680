/** Deliberately wrong adapters of a statement: the memory provider's with one part changed, and the laws that must catch it. */
import * as Money from "@switchyard/core/Money"
import { ReadFailed } from "@switchyard/core/ProviderError"
import type * as SettlementPull from "@switchyard/core/SettlementPull"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import type { Parts } from "../support/settlement.ts"

export interface WrongPull {
  readonly name: string
  /** The mistake of its author. */
  readonly mistake: string
  readonly kind: "settlement"
  /** The ids of exactly the laws that catch it. */
  readonly breaks: ReadonlyArray<string>
  readonly parts: () => Parts
}

type Page = SettlementPull.Page

const onPages =
  (change: (page: Page, cursor: string | undefined) => Page) =>
  (spi: SettlementPull.Spi): SettlementPull.Spi => ({
    ...spi,
    page: (period, cursor) => Effect.map(spi.page(period, cursor), (page) => change(page, cursor))
  })

const onEntries = (
  change: (entry: SettlementPull.PulledEntry, place: number, page: string) => SettlementPull.PulledEntry
) =>
  onPages((page, cursor = "1") => ({
    ...page,
    rows: page.rows.map((row, place) => Result.map(row, (entry) => change(entry, place, cursor)))
  }))

const pageRows = 3

const zoneMillis = 3 * 3_600_000

export const pulls: ReadonlyArray<WrongPull> = [
  {
    name: "skips-the-last-page",
    mistake: "counts only the pages that are full, and ends after those",
    kind: "settlement",
    breaks: [
      "pull/every-row",
      "pull/goes-on",
      "pull/half-open",
      "pull/moved-pages",
      "pull/once-by-id",
      "pull/own-ids",
      "pull/page-fails",
      "pull/sums"
    ],
    parts: () => ({
      spi: onPages(({ next, total = 0, ...page }) => ({
        ...page,
        next: Number(next) > Math.max(1, Math.floor(total / pageRows)) ? undefined : next
      }))
    })
  },
  {
    name: "counts-a-page-twice",
    mistake: "begins with the first page twice, and numbers rows as they come",
    kind: "settlement",
    breaks: [
      "pull/equal-amounts",
      "pull/every-row",
      "pull/goes-on",
      "pull/half-open",
      "pull/moved-pages",
      "pull/not-complete",
      "pull/once-by-id",
      "pull/own-ids",
      "pull/page-fails",
      "pull/unknown-word"
    ],
    parts: () => ({
      spi: (spi) => ({
        ...spi,
        page: (period, cursor) =>
          Effect.map(spi.page(period, cursor === "again" ? undefined : cursor), ({ next, rows }) => ({
            next: cursor === undefined ? "again" : next,
            rows: rows.map((row) =>
              Result.map(row, (entry) => (cursor === "again" ? { ...entry, id: `${entry.id}-again` } : entry))
            )
          }))
      })
    })
  },
  {
    name: "drops-what-has-the-same-amount",
    mistake: "takes two rows of one time and amount for one",
    kind: "settlement",
    breaks: ["pull/equal-amounts"],
    parts: () => ({
      spi: onPages((page) => {
        const keys = new Set<string>()
        return {
          ...page,
          rows: page.rows.filter((row) => {
            if (Result.isFailure(row)) return true
            const { at, id, kind, net, payment } = row.success
            // One that is shown again is for core.
            const same = `${kind} ${at} ${net && Money.toText(net)} ${payment?.providerReference}`
            const isOther = keys.has(same) && !keys.has(id)
            keys.add(same).add(id)
            return !isOther
          })
        }
      })
    })
  },
  {
    name: "takes-a-local-day-for-the-period",
    mistake: "asks for the day of its own time zone",
    kind: "settlement",
    breaks: ["pull/half-open", "pull/not-complete"],
    parts: () => ({
      spi: (spi) => ({
        ...spi,
        page: ({ from, to }, cursor) => spi.page({ from: from - zoneMillis, to: to - zoneMillis }, cursor)
      })
    })
  },
  {
    name: "numbers-rows-by-their-place",
    mistake: "makes an id of the page and the place of a row",
    kind: "settlement",
    breaks: ["pull/half-open", "pull/moved-pages", "pull/once-by-id", "pull/own-ids"],
    parts: () => ({
      spi: onEntries((entry, place, page) => ({ ...entry, id: `txn-${(Number(page) - 1) * pageRows + place + 1}` }))
    })
  },
  {
    name: "forgets-whose-refund-it-is",
    mistake: "leaves the payment of a refund out",
    kind: "settlement",
    breaks: ["pull/every-row"],
    parts: () => ({ spi: onEntries(({ payment: _, ...entry }) => entry) })
  },
  {
    name: "keeps-changes-to-itself",
    mistake: "reports no row that has changed since it was first shown",
    kind: "settlement",
    breaks: ["pull/once-by-id"],
    parts: () => ({
      around: (service) => ({
        ...service,
        pull: (period, options) => Stream.map(service.pull(period, options), (page) => ({ ...page, changed: [] }))
      })
    })
  },
  {
    name: "gives-up-at-the-first-failure",
    mistake: "says of every failure that it is a lasting one",
    kind: "settlement",
    breaks: ["pull/page-fails"],
    parts: () => ({
      spi: (spi) => ({
        ...spi,
        page: (period, cursor) =>
          Effect.mapError(
            spi.page(period, cursor),
            ({ message, operation, provider }) =>
              new ReadFailed({ provider, operation, message, reason: "UnrecognisedAnswer" })
          )
      })
    })
  },
  {
    name: "goes-on-one-page-late",
    mistake: "takes the page to be asked for next for the one that was read last, and never counts",
    kind: "settlement",
    breaks: ["pull/goes-on", "pull/moved-pages"],
    parts: () => ({
      spi: onPages(({ total: _, ...page }) => page),
      around: (service) => ({
        ...service,
        pull: (period, { resume, ...options } = {}) =>
          service.pull(period, {
            ...options,
            resume: resume?.cursor === undefined ? resume : { ...resume, cursor: String(Number(resume.cursor) + 1) }
          })
      })
    })
  },
  {
    name: "forgets-how-many-there-are",
    mistake: "does not say how many rows the provider counts, whose pages move",
    kind: "settlement",
    breaks: ["pull/moved-pages"],
    parts: () => ({ spi: onPages(({ total: _, ...page }) => page) })
  },
  {
    name: "calls-today-complete",
    mistake: "knows of no lag",
    kind: "settlement",
    breaks: ["pull/not-complete"],
    parts: () => ({
      spi: (spi) =>
        onPages(({ asOf: _, ...page }) => page)({ ...spi, manifest: { ...spi.manifest, completeAfterMillis: 0 } })
    })
  },
  {
    name: "calls-what-it-does-not-know-an-adjustment",
    mistake: "has a kind for every word",
    kind: "settlement",
    breaks: ["pull/unknown-word"],
    parts: () => ({
      spi: onPages((page) => ({
        ...page,
        rows: page.rows.map((row) =>
          Result.isSuccess(row)
            ? row
            : Result.succeed({
                id: row.failure.id,
                kind: "adjustment" as const,
                at: Date.UTC(2024, 11, 22, 12),
                status: "paid" as const
              })
        )
      }))
    })
  },
  {
    name: "leaves-out-what-it-cannot-read",
    mistake: "goes past a row of a kind that it does not know, and past how many there are",
    kind: "settlement",
    breaks: ["pull/moved-pages", "pull/unknown-word"],
    parts: () => ({
      spi: onPages(({ total: _, ...page }) => ({ ...page, rows: page.rows.filter(Result.isSuccess) }))
    })
  },
  {
    name: "shows-the-key-when-it-fails",
    mistake: "says with which key it has asked",
    kind: "settlement",
    breaks: ["pull/hides"],
    parts: () => ({
      spi: (spi) => ({
        ...spi,
        page: (period, cursor) =>
          Effect.mapError(
            spi.page(period, cursor),
            ({ message, operation, provider, reason }) =>
              new ReadFailed({ provider, operation, reason, message: `${message} (memory_secret_key)` })
          )
      })
    })
  }
]
