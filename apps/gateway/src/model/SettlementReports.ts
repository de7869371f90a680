/**
 * Settlement reports as the gateway shows them: where a provider's file and the gateway's ledger were found to differ. Importing
 * one changes no payment and no payout, and is noted in their timelines; what to do about a difference is for whoever reads
 * the report. Once the cause is corrected it can be compared again.
 */
import { Settlement } from "@switchyard/core"
import { Reconciliation } from "@switchyard/settlement"
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { StoreUnavailable } from "./Operations.ts"

const kinds = [...Reconciliation.FindingKind.literals, "bad_row"] as const

/** One difference between a settlement report and the ledger, or a row that cannot be read. */
export const Finding = Schema.Struct({
  kind: Schema.Literals(kinds),
  /** The line of the file, or the number of the row among those that were pulled; null for what neither has. */
  line: Schema.NullOr(Schema.Int),
  entry: Schema.NullOr(Schema.String).annotate({
    description: "The entry's own id at the provider; null where there is none, and in reports from before it was kept"
  }),
  operation: Schema.NullOr(Schema.Literals([...Settlement.Kind.literals, "service"])).annotate({
    description:
      "What the entry is about, or the operation. service: a fee, transfer or adjustment in reports from before those were distinguished"
  }),
  /** The id of the payment or payout here. */
  id: Schema.NullOr(Schema.String),
  reference: Schema.NullOr(Schema.String),
  providerReference: Schema.NullOr(Schema.String),
  /** The value in the ledger. */
  ours: Schema.NullOr(Schema.String),
  /** The value in the report. */
  theirs: Schema.NullOr(Schema.String),
  /** The column of a row that cannot be read, where one is to blame. */
  column: Schema.NullOr(Schema.String),
  reason: Schema.NullOr(Schema.String),
  nearEdge: Schema.Boolean.annotate({
    description:
      "Missing at the provider, and sent within an hour of where the report begins or ends, or settled only after its end: its neighbour may have it"
  })
})

/** One difference, or a row that cannot be read. */
export type Finding = typeof Finding.Type

const described = (description: string) => Schema.NullOr(Schema.Int).annotate({ description })

/** How many there are of each, of all lines. */
export const Counts = Schema.Struct({
  lines: described(
    "Physical lines of the file without headerLines: entries, badRows and blanks, which add up to it. Of a workbook, the rows down to the last one with something in it. null in reports from before lines were counted"
  ),
  headerLines: described("Lines that name the columns, or the delimiter (sep=;)"),
  /** Lines with an operation that could be read. */
  entries: Schema.Int,
  badRows: Schema.Int,
  blanks: described("Lines without a row of their own: blank ones, and those on which a quoted text goes on"),
  /** Lines that agree with the ledger, also in what the balance gained or lost. */
  matched: Schema.Int,
  /**
   * Lines without a difference whose debit or credit no provider has stated before, so that what moved was compared with
   * nothing; null in reports from before they were counted apart, which called them matched.
   */
  notComparable: Schema.NullOr(Schema.Int),
  services: Schema.Int.annotate({
    description: "Lines that are about no operation of the ledger: fees, transfers, adjustments and disputes"
  }),
  findings: Schema.Struct(
    Object.fromEntries(Reconciliation.FindingKind.literals.map((kind) => [kind, Schema.Int])) as {
      readonly [K in Reconciliation.FindingKind]: typeof Schema.Int
    }
  )
})

/** How many there are of each. */
export type Counts = typeof Counts.Type

/** A period that is pulled from a provider's reporting interface. */
export const Pull = Schema.Struct({
  period: Schema.Struct({ from: Schema.String, to: Schema.String }).annotate({
    description: "In UTC; from is within, to is not, so that periods that follow each other share no entry"
  }),
  completeUntil: Schema.NullOr(Schema.String).annotate({
    description:
      "Entries from before this instant cannot be lacking any more; what lies after it may still come, and nothing is called missing there. to, once all is complete; null before anything is known"
  }),
  rows: Schema.Int.annotate({ description: "Entries and bad rows that have come so far" }),
  pages: Schema.Int,
  isRead: Schema.Boolean.annotate({ description: "Every page has come" }),
  problem: Schema.NullOr(
    Schema.Struct({
      reason: Schema.String,
      message: Schema.String,
      providerCode: Schema.NullOr(Schema.String)
    })
  ).annotate({ description: "Why the last page that was asked for could not be had; null once one has come" }),
  nextAttemptAt: Schema.NullOr(Schema.String).annotate({ description: "When it goes on after a problem" })
})

/** A period that is pulled from a provider's reporting interface. */
export type Pull = typeof Pull.Type

/** A settlement report and one page of its findings. */
export const SettlementReport = Schema.Struct({
  id: Schema.String,
  object: Schema.Literal("register"),
  provider: Schema.String,
  status: Schema.Literals(["reading", "done", "comparing", "interrupted", "failed"]).annotate({
    description:
      "reading: until the report is complete; one that is pulled goes on by itself, also after a restart. interrupted: the reading of a file ended too early; upload it again. comparing: it is compared again, and the view is from the time before. failed: a pull was given up, see problem; nothing of it was compared, and the period may be pulled again"
  }),
  /** What a pull was asked for and how far it has come; null for a file. */
  pull: Schema.NullOr(Pull),
  /** The first and the last day of the provider, as given or as its rows show; null for a report without either. */
  from: Schema.NullOr(Schema.String),
  to: Schema.NullOr(Schema.String),
  days: Schema.NullOr(Schema.Array(Schema.Struct({ from: Schema.String, to: Schema.String }))).annotate({
    description:
      "The days on which what the ledger has as settled must be in the report, both within: those that were given, or those on which it has rows, without days apart that have less than a tenth of the rows of the most; null in reports from before this was reported"
  }),
  counts: Schema.NullOr(Counts),
  /** In the order of the file, then what the file does not have. */
  findings: Schema.Array(Finding),
  /** Only the first ten thousand findings are kept; the counts are of all. */
  isTruncated: Schema.Boolean,
  nextCursor: Schema.NullOr(Schema.String),
  createdAt: Schema.String,
  finishedAt: Schema.NullOr(Schema.String),
  comparedAt: Schema.NullOr(Schema.String).annotate({
    description: "When it was last compared; what is found is of the ledger as it was then"
  })
})

/** A settlement report and one page of its findings. */
export type SettlementReport = typeof SettlementReport.Type

/** A file to be imported; it is read where it lies and may be removed afterwards. */
export interface Import {
  readonly provider: string
  /** The provider's days that the report covers, such as `2024-04-19`; as its rows show when left out. */
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly path: string
  /** SHA-256 of the content. */
  readonly digest: string
}

/** A period to be pulled, in milliseconds since 1970: `from` is within, `to` is not. */
export interface PullRequest {
  readonly provider: string
  readonly from: number
  readonly to: number
}

/** The import was refused and nothing is kept of it; `path` is the field to blame. */
export class ReportRefused extends Schema.TaggedError<ReportRefused>()("ReportRefused", {
  path: Schema.Literals(["provider", "file", "from", "to", "period.from", "period.to"]),
  reason: Schema.String,
  isTooLarge: Schema.Boolean
}) {}

/** There is no such report. */
export class NoSuchReport extends Schema.TaggedError<NoSuchReport>()("NoSuchReport", { id: Schema.String }) {}

/** The report cannot be compared again. */
export class NotComparable extends Schema.TaggedError<NotComparable>()("NotComparable", {
  /**
   * `not_read`: it has not been read to its end. `lines_not_kept`: it is from before lines were kept; upload the file again.
   * `provider_not_configured`: its instance is gone, or reads no reports.
   */
  reason: Schema.Literals(["not_read", "lines_not_kept", "provider_not_configured"])
}) {}

/** Which page of the findings. */
export interface Page {
  readonly cursor?: string | undefined
  readonly limit: number
}

/** Imports settlement reports and shows what was found. */
export interface Service {
  /**
   * Compares a report with the ledger. The same file for the same provider and days is read once: it is answered with
   * the same report again, and `reading` while another request is still at it.
   */
  readonly import: (
    file: Import,
    page: Page
  ) => Effect.Effect<
    { readonly resource: SettlementReport; readonly replayed: boolean },
    ReportRefused | StoreUnavailable
  >
  /**
   * Begins to pull a period and answers at once; it goes on by itself, and is compared when all has come. The same period of the
   * same account is pulled once: it is answered with the same report, unless something of it could still be lacking then, or it failed.
   */
  readonly pull: (
    request: PullRequest,
    page: Page
  ) => Effect.Effect<
    { readonly resource: SettlementReport; readonly replayed: boolean },
    ReportRefused | StoreUnavailable
  >
  /**
   * Compares a report again, with the ledger as it is now; it keeps its id. Answered with what was found before, and
   * `comparing`, while another request is still at it.
   */
  readonly compare: (
    id: string,
    page: Page
  ) => Effect.Effect<SettlementReport, NoSuchReport | NotComparable | StoreUnavailable>
  readonly get: (id: string, page: Page) => Effect.Effect<SettlementReport, NoSuchReport | StoreUnavailable>
}

/** The settlement reports in the environment. */
export class SettlementReports extends Context.Service<SettlementReports, Service>()(
  "@switchyard/gateway/SettlementReports"
) {}
