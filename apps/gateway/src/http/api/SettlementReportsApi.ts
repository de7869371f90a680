/** Settlement reports of providers, compared with the gateway's ledger. Definitions only. */
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import { SettlementReport } from "../../model/SettlementReports.ts"
import { Conflict, NotFound, ofBody, Unavailable } from "./Problem.ts"
import { Authorization, Strict } from "./Security.ts"
import { created, cursorOf, IdParams, InstanceName, Limit } from "./Shared.ts"

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

/** The endpoints under /v1/registers. */
export class SettlementReportsApi extends HttpApiGroup.make("registers")
  .add(
    HttpApiEndpoint.post("import", "/", {
      payload: Upload,
      success: created(Resource),
      error: [...ofBody, Unavailable]
    }).annotate(OpenApi.Summary, "Compare a provider's settlement report with the ledger; the same file is read once"),
    HttpApiEndpoint.post("compare", "/:id/compare", {
      params: IdParams,
      success: Resource,
      error: [NotFound, Conflict, Unavailable]
    }).annotate(
      OpenApi.Summary,
      "Compare a settlement report again, with the ledger as it is now, under the same id and without the file"
    ),
    HttpApiEndpoint.get("get", "/:id", {
      params: IdParams,
      query: FindingQuery.fields,
      success: Resource,
      error: [NotFound, Unavailable]
    }).annotate(OpenApi.Summary, "A settlement report and a page of its findings")
  )
  .middleware(Strict)
  .middleware(Authorization)
  .prefix("/v1/registers")
  .annotateMerge(
    OpenApi.annotations({
      title: "Settlement reports",
      description:
        "Differences are reported, here and in the timelines of the payments and payouts that they are about; none of these is changed"
    })
  ) {}
