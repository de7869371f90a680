/** Answers the endpoints of settlement reports: takes the upload, has it compared, and again, and shows the findings page by page. */
import { Input } from "@switchyard/core"
import { Effect, Layer } from "effect"
import type { HttpServerRequest } from "effect/http"
import { HttpApiBuilder, HttpApiSchema } from "effect/http-api"
import type { StoreUnavailable } from "../../model/Operations.ts"
import { type NotComparable, type ReportRefused, SettlementReports } from "../../model/SettlementReports.ts"
import { Api } from "../api/Api.ts"
import { type FindingQuery, instantOf, PullBody } from "../api/SettlementReportsApi.ts"
import { defaultLimit } from "../api/Shared.ts"
import * as Body from "../Body.ts"
import { conflict, invalid, notFound, tooLarge, unavailable } from "../problems.ts"
import * as ReportUpload from "../ReportUpload.ts"
import { fields, id } from "../Requested.ts"

interface Show {
  readonly params: { readonly id: string }
  readonly query: typeof FindingQuery.Type
}

const refused = ({ isTooLarge, path, reason }: ReportRefused) => {
  const errors = [{ path, reason }]
  return Effect.fail(isTooLarge ? tooLarge("body_too_large", { errors }) : invalid(errors))
}

const away = ({ retryAfterSeconds }: StoreUnavailable) => Effect.fail(unavailable("unavailable", retryAfterSeconds))

const notKept = () => Effect.fail(unavailable("unavailable", 30, { detail: "There is no room for the file just now" }))

const whyNot = {
  not_read: "The settlement report has not been read to its end; upload the file again if that was interrupted",
  lines_not_kept: "The settlement report is from before its lines were kept; upload the file again",
  provider_not_configured: "Its provider instance is not configured any more, or issues no settlement reports"
} as const satisfies Record<NotComparable["reason"], string>

const notComparable = ({ reason }: NotComparable) =>
  Effect.fail(conflict("register_not_comparable", { detail: whyNot[reason] }))

const missing = () => Effect.fail(notFound("not_found"))

const decodePull = Input.decoder(PullBody)

const isForm = ({ headers }: HttpServerRequest.HttpServerRequest): boolean =>
  !/^application\/(?:[a-z0-9.+-]+\+)?json\s*(?:;|$)/i.test(headers["content-type"] ?? "")

const pullRequest = Effect.fnUntraced(function* (request: HttpServerRequest.HttpServerRequest) {
  const { period, provider } = yield* fields(decodePull(yield* Body.json(request)))
  // The decoder has taken both.
  return { provider, from: instantOf(period.from) ?? 0, to: instantOf(period.to) ?? 0 }
})

const firstPage = { limit: defaultLimit }

const handling = Effect.map(SettlementReports, (reports) => ({
  import: Effect.fnUntraced(function* ({ request }: { readonly request: HttpServerRequest.HttpServerRequest }) {
    const asked = isForm(request)
      ? reports.import(yield* Effect.catchTag(ReportUpload.report(request), "NotKept", notKept), firstPage)
      : reports.pull(yield* pullRequest(request), firstPage)
    // Once begun it goes on to its end, also when the client has gone away.
    const { replayed, resource } = yield* asked.pipe(
      Effect.catchTags({ ReportRefused: refused, StoreUnavailable: away }),
      Effect.uninterruptible
    )
    return HttpApiSchema.withHeaders({
      body: resource,
      headers: replayed ? { "idempotency-replayed": "true" as const } : {}
    })
  }, Effect.scoped),
  get: Effect.fnUntraced(function* ({ params, query }: Show) {
    const { limit = defaultLimit, ...place } = query
    return yield* reports
      .get(yield* id(params.id), { ...place, limit })
      .pipe(Effect.catchTags({ NoSuchReport: missing, StoreUnavailable: away }))
  }),
  compare: Effect.fnUntraced(function* ({ params }: Pick<Show, "params">) {
    // As importing, it goes on to its end.
    return yield* reports
      .compare(yield* id(params.id), firstPage)
      .pipe(
        Effect.catchTags({ NoSuchReport: missing, NotComparable: notComparable, StoreUnavailable: away }),
        Effect.uninterruptible
      )
  })
}))

const reports = HttpApiBuilder.group(
  Api,
  "settlementReports",
  Effect.fnUntraced(function* (handlers) {
    const { import: take, ...others } = yield* handling
    return handlers.handleRaw("import", take).handleAll(others)
  })
)

const registers = HttpApiBuilder.group(
  Api,
  "registers",
  Effect.fnUntraced(function* (handlers) {
    const { import: take, ...others } = yield* handling
    return handlers.handleRaw("import", take).handleAll(others)
  })
)

/** The handlers of settlement reports, under both of their addresses. */
export const layer = Layer.merge(reports, registers)
