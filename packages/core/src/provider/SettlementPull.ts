/**
 * The second source of settlement entries, beside files: a provider's reporting interface, asked page by page. An adapter says
 * how one page is asked for and what a row means (`Spi`); `make` puts around it what nobody should write twice: the period is half
 * open and in UTC, pages are spaced and asked again as reads are, each row is an entry or a bad row, an entry is given once however
 * often a page shows it, and what the provider counts is what has come. It only reads, and goes on from where it was.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { ReadFailed } from "../outcome/ProviderError.ts"
import * as RetryPolicy from "../outcome/RetryPolicy.ts"
import * as Asked from "./internal/pulling/asked.ts"
import * as Counted from "./internal/pulling/counted.ts"
import type { AskPage, Manifest, Period, Spi } from "./internal/pulling/page.ts"
import type { Progress, Pulled } from "./internal/pulling/progress.ts"

export {
  type AskPage,
  Manifest,
  type Page,
  Period,
  type PulledEntry,
  type Refusal,
  type Spi
} from "./internal/pulling/page.ts"
export { type Changed, Progress, type Pulled } from "./internal/pulling/progress.ts"

/** How a pull goes on, and how patiently. */
export interface Options {
  /**
   * Where an earlier pull of the same period has stopped. What that one gave is not known here: its holder compares rows by
   * `id` and content, and drops what is the same. Where the provider counts its rows, all are read once more in the end.
   */
  readonly resume?: Progress | undefined
  /** How a page that fails is asked again; a failure that is not transient ends the pull. */
  readonly retry?: RetryPolicy.Options | undefined
}

/** Pulls the entries of one configured instance. */
export interface Service {
  readonly manifest: Manifest
  /** Asks for one page as the provider gives it, with nothing compared. For those who put something around it: see `over`. */
  readonly page: AskPage
  /**
   * Every entry of a period, page by page, each once: an id that comes again with the same content is dropped and counted. Where the
   * provider counts other rows than have come, all pages are read again, at most twice; then it fails. A failure loses nothing: begin
   * again at the last `progress`.
   */
  readonly pull: (period: Period, options?: Options) => Stream.Stream<Pulled, ReadFailed>
}

const begun: Progress = {
  isDone: false,
  rows: 0,
  repeats: 0,
  outside: 0,
  pages: 0,
  completeUntil: 0,
  readAt: 0,
  counted: 0
}

/** The service over these pages, such as those of another service with something around them. */
export const over = (provider: string, manifest: Manifest, page: AskPage): Service => ({
  manifest,
  page,
  pull: (period, { resume = begun, retry } = {}) =>
    Stream.suspend(() => {
      const counter = Counted.make(provider, period, resume)
      const patience = { base: Math.max(500, manifest.pageSpacingMillis), ...retry }
      const next = Effect.fnUntraced(function* (progress: Progress) {
        const asked = yield* Clock.currentTimeMillis
        const wait = Math.min(progress.readAt + manifest.pageSpacingMillis - asked, manifest.pageSpacingMillis)
        if (progress.pages > 0 && wait > 0) yield* Effect.sleep(wait)
        const now = yield* Clock.currentTimeMillis
        const read = yield* RetryPolicy.reads(patience)(page(period, progress.cursor))
        const completeUntil =
          progress.cursor === undefined ? now - manifest.completeAfterMillis : progress.completeUntil
        const readAt = yield* Clock.currentTimeMillis
        return yield* counter.take(read, { ...progress, completeUntil, readAt })
      })
      return Stream.unfold(resume, (progress) =>
        progress.isDone
          ? Effect.succeed(undefined)
          : Effect.map(next(progress), (pulled) => [pulled, pulled.progress] as const)
      )
    })
})

/** Makes the service of what an adapter has written. */
export const make = (spi: Spi): Service => over(spi.provider, spi.manifest, Asked.make(spi))
