/** The records over any PostgreSQL that the client speaks to, once its tables are up to date. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as SqlClient from "effect/sql/SqlClient"
import { callbacks } from "./callbacks.ts"
import { circuits } from "./circuits.ts"
import { claiming } from "./claiming.ts"
import { committing } from "./committing.ts"
import { creating } from "./creating.ts"
import { hinting } from "./hinting.ts"
import { migrate } from "./migrations.ts"
import { picture } from "./picture.ts"
import { rates } from "./rates.ts"
import { reads } from "./reads.ts"
import { receiptUploads } from "./receiptUploads.ts"
import { recovering } from "./recovering.ts"
import { Store } from "./Store.ts"
import { sideReads } from "./sideReads.ts"

/** The records over the SQL client in the environment; brings the tables up to date first. */
export const layer = Layer.effect(
  Store,
  Effect.gen(function* () {
    yield* migrate
    const sql = yield* SqlClient.SqlClient
    return {
      ...(yield* creating(sql)),
      ...(yield* committing(sql)),
      ...(yield* hinting(sql)),
      ...(yield* callbacks(sql)),
      ...(yield* reads(sql)),
      ...claiming(sql),
      ...recovering(sql),
      ...sideReads(sql),
      ...receiptUploads(sql),
      ...picture(sql),
      ...circuits(sql),
      ...rates(sql),
      ready: sql`SELECT 1`.pipe(
        Effect.timeout("2 seconds"),
        Effect.as(true),
        Effect.catch(() => Effect.succeed(false))
      )
    }
  })
)
