/** Registers of providers, compared with the gateway's books. Definitions only. */
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import { RegisterResource } from "../../model/Registers.ts"
import { NotFound, ofBody, Unavailable } from "./Problem.ts"
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
    description: "CSV, TSV or XLSX of at most 64 MiB, or XLS of at most 20 MiB; told apart by content",
    contentEncoding: "binary"
  }),
  provider: InstanceName,
  from: Schema.optionalKey(
    Schema.String.annotate({
      description: "The first day of the register at the provider; from its rows when left out",
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
      description: "Differences are reported; no payment or payout is changed"
    })
  ) {}
