/** Registers of providers, compared with the gateway's books. Definitions only. */
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import { RegisterResource } from "../../model/Registers.ts"
import { Conflict, NotFound, ofBody, Unavailable } from "./Problem.ts"
import { Authorization, Strict } from "./Security.ts"
import { created, cursorOf, IdParams, InstanceName, Limit } from "./Shared.ts"

const Resource = RegisterResource.annotate({ identifier: "Register" })

/** Which page of a register's findings. */
export const FindingQuery = Schema.Struct({
  cursor: Schema.optionalKey(cursorOf("findings")),
  limit: Schema.optionalKey(Limit)
})

/** The fields beside the file. */
export const RegisterFields = Schema.Struct({
  provider: InstanceName,
  from: Schema.optionalKey(Schema.String),
  to: Schema.optionalKey(Schema.String)
})

const Upload = Schema.Struct({
  file: Schema.String.annotate({
    description:
      "CSV or TSV, or XLSX or XLS of at most 20 MiB; told apart by content. A file in which nothing stands is a register without operations",
    contentEncoding: "binary"
  }),
  provider: InstanceName,
  from: Schema.optionalKey(
    Schema.String.annotate({
      description:
        "The first day of the register at the provider. When left out, only days on which it has rows are looked at for what it lacks",
      examples: ["2024-04-19"]
    })
  ),
  to: Schema.optionalKey(Schema.String.annotate({ description: "The last day of the register, within" }))
}).pipe(HttpApiSchema.asMultipartStream())

/** The endpoints under /v1/registers. */
export class RegistersApi extends HttpApiGroup.make("registers")
  .add(
    HttpApiEndpoint.post("import", "/", {
      payload: Upload,
      success: created(Resource),
      error: [...ofBody, Unavailable]
    }).annotate(OpenApi.Summary, "Compare a provider's register with the books; the same file is read once"),
    HttpApiEndpoint.post("compare", "/:id/compare", {
      params: IdParams,
      success: Resource,
      error: [NotFound, Conflict, Unavailable]
    }).annotate(
      OpenApi.Summary,
      "Compare a register again, with the books as they are now, under the same id and without the file"
    ),
    HttpApiEndpoint.get("get", "/:id", {
      params: IdParams,
      query: FindingQuery.fields,
      success: Resource,
      error: [NotFound, Unavailable]
    }).annotate(OpenApi.Summary, "A register and a page of what was found")
  )
  .middleware(Strict)
  .middleware(Authorization)
  .prefix("/v1/registers")
  .annotateMerge(
    OpenApi.annotations({
      title: "Registers",
      description:
        "Differences are reported, here and in the timelines of the payments and payouts that they are about; none of these is changed"
    })
  ) {}
