/** Answers the endpoints of settlement reports: takes the upload, has it compared, and again, and shows the findings page by page. */
import { Effect } from "effect"
import { HttpApiBuilder, HttpApiSchema } from "effect/http-api"
import type { StoreUnavailable } from "../../model/Operations.ts"
import { type NotComparable, type ReportRefused, SettlementReports } from "../../model/SettlementReports.ts"
import { Api } from "../api/Api.ts"
import { defaultLimit } from "../api/Shared.ts"
import { conflict, invalid, notFound, tooLarge, unavailable } from "../problems.ts"
import * as ReportUpload from "../ReportUpload.ts"
import { id } from "../Requested.ts"

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

/** The handlers of settlement reports. */
export const layer = HttpApiBuilder.group(
  Api,
  "registers",
  Effect.fnUntraced(function* (handlers) {
    const reports = yield* SettlementReports
    return handlers
      .handleRaw(
        "import",
        Effect.fnUntraced(function* ({ request }) {
          const file = yield* Effect.catchTag(ReportUpload.report(request), "NotKept", notKept)
          // Once begun it goes on to its end, also when the client has gone away.
          const { replayed, resource } = yield* reports
            .import(file, { limit: defaultLimit })
            .pipe(Effect.catchTags({ ReportRefused: refused, StoreUnavailable: away }), Effect.uninterruptible)
          return HttpApiSchema.withHeaders({
            body: resource,
            headers: replayed ? { "idempotency-replayed": "true" as const } : {}
          })
        }, Effect.scoped)
      )
      .handleAll({
        get: Effect.fnUntraced(function* ({ params, query }) {
          const { limit = defaultLimit, ...place } = query
          return yield* reports
            .get(yield* id(params.id), { ...place, limit })
            .pipe(Effect.catchTags({ NoSuchReport: missing, StoreUnavailable: away }))
        }),
        compare: Effect.fnUntraced(function* ({ params }) {
          // As importing, it goes on to its end.
          return yield* reports
            .compare(yield* id(params.id), { limit: defaultLimit })
            .pipe(
              Effect.catchTags({ NoSuchReport: missing, NotComparable: notComparable, StoreUnavailable: away }),
              Effect.uninterruptible
            )
        })
      })
  })
)
