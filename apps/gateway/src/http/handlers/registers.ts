/** Answers the endpoints of registers: takes the upload, has it compared, shows the report page by page. */
import { Effect } from "effect"
import { HttpApiBuilder, HttpApiSchema } from "effect/http-api"
import type { StoreUnavailable } from "../../model/Operations.ts"
import { type RegisterRefused, Registers } from "../../model/Registers.ts"
import { Api } from "../api/Api.ts"
import { defaultLimit } from "../api/Shared.ts"
import { invalid, notFound, tooLarge, unavailable } from "../problems.ts"
import * as RegisterUpload from "../RegisterUpload.ts"
import { id } from "../Requested.ts"

const refused = ({ isTooLarge, path, reason }: RegisterRefused) => {
  const errors = [{ path, reason }]
  return Effect.fail(isTooLarge ? tooLarge("body_too_large", { errors }) : invalid(errors))
}

const away = ({ retryAfterSeconds }: StoreUnavailable) => Effect.fail(unavailable("unavailable", retryAfterSeconds))

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
          const file = yield* RegisterUpload.register(request)
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
          return yield* registers.get(yield* id(params.id), { ...place, limit }).pipe(
            Effect.catchTags({
              NoSuchRegister: () => Effect.fail(notFound("not_found")),
              StoreUnavailable: away
            })
          )
        })
      })
  })
)
