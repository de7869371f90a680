/** Settlement reports of providers, compared with the gateway's ledger. Definitions only. */
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import { SettlementReport } from "../../model/SettlementReports.ts"
import { Conflict, NotFound, ofBody, Unavailable } from "./Problem.ts"
import { Authorization, Strict } from "./Security.ts"
import { created, cursorOf, IdParams, InstanceName, Limit } from "./Shared.ts"

const instantPattern = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?Z)?$/

/** The milliseconds since 1970 of an instant in UTC, or of the beginning of a day; undefined for any other text. */
export const instantOf = (text: string): number | undefined => {
  const at = instantPattern.test(text) ? Date.parse(text) : Number.NaN
  // The 31st of February is another day to some.
  return Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== text.slice(0, 10) ? undefined : at
}

const Resource = SettlementReport.annotate({ identifier: "Register" })

/** Which page of a settlement report's findings. */
export const FindingQuery = Schema.Struct({
  cursor: Schema.optionalKey(cursorOf("findings")),
  limit: Schema.optionalKey(Limit)
})

/** The fields beside the file. */
export const ReportFields = Schema.Struct({
  provider: InstanceName,
  from: Schema.optionalKey(Schema.String),
  to: Schema.optionalKey(Schema.String)
})

const Upload = Schema.Struct({
  file: Schema.String.annotate({
    description:
      "CSV or TSV, or XLSX or XLS of at most 20 MiB; recognised by content. An empty file is a report without operations",
    contentEncoding: "binary"
  }),
  provider: InstanceName,
  from: Schema.optionalKey(
    Schema.String.annotate({
      description:
        "The first day of the report, in the time zone of the provider. When left out, missing operations are looked for only on days on which the report has entries",
      examples: ["2024-04-19"]
    })
  ),
  to: Schema.optionalKey(Schema.String.annotate({ description: "The last day of the report, inclusive" }))
}).pipe(HttpApiSchema.asMultipartStream())

/** An instant in UTC, or the day that begins then. */
const Instant = Schema.String.check(
  Schema.makeFilter((text: string) => instantOf(text) !== undefined, {
    message: "must be an instant in UTC such as 2024-04-19T00:00:00Z, or a day such as 2024-04-19",
    toJsonSchema: () => ({ pattern: "^\\d{4}-\\d{2}-\\d{2}(T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,3})?Z)?$" })
  })
)

/** A period to be pulled from a provider's reporting interface. */
export const PullBody = Schema.Struct({
  provider: InstanceName,
  period: Schema.Struct({
    from: Instant.annotate({ examples: ["2024-04-19"] }),
    to: Instant.annotate({ examples: ["2024-04-20T00:00:00Z"] })
  }).annotate({ description: "In UTC; from is within, to is not" })
}).annotate({ identifier: "SettlementPullRequest" })

const endpoints = <const Name extends string>(name: Name) =>
  HttpApiGroup.make(name)
    .add(
      HttpApiEndpoint.post("import", "/", {
        payload: [Upload, PullBody],
        success: created(Resource),
        error: [...ofBody, Unavailable]
      }).annotateMerge(
        OpenApi.annotations({
          summary: "Compare a provider's settlement report with the ledger: a file, or a period that is pulled",
          description:
            "A file (multipart) is read now, and the same one once. A period (JSON) is pulled from the provider's reporting interface: answered at once as reading, and carried on in the background to its comparison, also after a restart. The same period is pulled once, unless something of it could still be lacking then, or the pull had failed."
        })
      ),
      HttpApiEndpoint.post("compare", "/:id/compare", {
        params: IdParams,
        success: Resource,
        error: [NotFound, Conflict, Unavailable]
      }).annotate(
        OpenApi.Summary,
        "Compare a settlement report again, with the ledger as it is now, under the same id and without reading it anew"
      ),
      HttpApiEndpoint.get("get", "/:id", {
        params: IdParams,
        query: FindingQuery.fields,
        success: Resource,
        error: [NotFound, Unavailable]
      }).annotate(OpenApi.Summary, "A settlement report, how far it has come, and a page of its findings")
    )
    .middleware(Strict)
    .middleware(Authorization)

const about =
  "Differences are reported, here and in the timelines of the payments, payouts and refunds that they are about; none of these is changed"

/** The endpoints under /v1/settlement-reports. */
export class SettlementReportsApi extends endpoints("settlementReports")
  .prefix("/v1/settlement-reports")
  .annotateMerge(OpenApi.annotations({ title: "Settlement reports", description: about })) {}

/** The same endpoints under the name that they had before. */
export class RegistersApi extends endpoints("registers")
  .prefix("/v1/registers")
  .annotateMerge(
    OpenApi.annotations({
      title: "Settlement reports, by their earlier address",
      description: `The same as /v1/settlement-reports. ${about}`
    })
  ) {}
