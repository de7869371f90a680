/** Answers the endpoints of registers: takes the upload, has it compared, and again, shows the report page by page. */
import { Effect } from "effect"
import { HttpApiBuilder, HttpApiSchema } from "effect/http-api"
import type { StoreUnavailable } from "../../model/Operations.ts"
import { type NotComparable, type RegisterRefused, Registers } from "../../model/Registers.ts"
import { Api } from "../api/Api.ts"
import { defaultLimit } from "../api/Shared.ts"
import { conflict, invalid, notFound, tooLarge, unavailable } from "../problems.ts"
import * as RegisterUpload from "../RegisterUpload.ts"
import { id } from "../Requested.ts"

const refused = ({ isTooLarge, path, reason }: RegisterRefused) => {
  const errors = [{ path, reason }]
  return Effect.fail(isTooLarge ? tooLarge("body_too_large", { errors }) : invalid(errors))
}

const away = ({ retryAfterSeconds }: StoreUnavailable) => Effect.fail(unavailable("unavailable", retryAfterSeconds))

const notKept = () => Effect.fail(unavailable("unavailable", 30, { detail: "There is no room for the file just now" }))

const whyNot = {
  not_read: "The register has not been read to its end; upload the file again if that was interrupted",
  lines_not_kept: "The register is from before its lines were kept; upload the file again",
  provider_not_configured: "Its provider instance is not configured any more, or issues no registers"
} as const satisfies Record<NotComparable["reason"], string>

const notComparable = ({ reason }: NotComparable) =>
  Effect.fail(conflict("register_not_comparable", { detail: whyNot[reason] }))

const missing = () => Effect.fail(notFound("not_found"))

/** The handlers of registers. */
export const layer = HttpApiBuilder.group(
  Api,
  "registers",
  Effect.fnUntraced(function* (handlers) {
    const registers = yield* Registers
    return handlers
      .handleRaw(
        "import",
        Effect.fnUntraced(function* ({ request }) {
          const file = yield* Effect.catchTag(RegisterUpload.register(request), "NotKept", notKept)
          // Once begun it goes on to its end, also when the client has gone away.
          const { replayed, resource } = yield* registers
            .import(file, { limit: defaultLimit })
            .pipe(Effect.catchTags({ RegisterRefused: refused, StoreUnavailable: away }), Effect.uninterruptible)
          return HttpApiSchema.withHeaders({
            body: resource,
            headers: replayed ? { "idempotency-replayed": "true" as const } : {}
          })
        }, Effect.scoped)
      )
      .handleAll({
        get: Effect.fnUntraced(function* ({ params, query }) {
          const { limit = defaultLimit, ...place } = query
          return yield* registers
            .get(yield* id(params.id), { ...place, limit })
            .pipe(Effect.catchTags({ NoSuchRegister: missing, StoreUnavailable: away }))
        }),
        compare: Effect.fnUntraced(function* ({ params }) {
          // As importing, it goes on to its end.
          return yield* registers
            .compare(yield* id(params.id), { limit: defaultLimit })
            .pipe(
              Effect.catchTags({ NoSuchRegister: missing, NotComparable: notComparable, StoreUnavailable: away }),
              Effect.uninterruptible
            )
        })
      })
  })
)
