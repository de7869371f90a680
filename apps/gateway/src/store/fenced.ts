/** The fence over the SQL client in the environment, once the server is known to be safe and its tables are up to date. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as SqlClient from "effect/sql/SqlClient"
import { Fence } from "../fence/Fence.ts"
import * as Node from "../fence/node.ts"
import * as Safety from "../fence/safety.ts"
import { migrate } from "./migrations.ts"

/** The fence of this process, which beats until the layer is closed. */
export const layer = (options: Node.Options) =>
  Layer.effect(
    Fence,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      if (options.isDurable) yield* Safety.check(sql, options.isSynchronous)
      yield* migrate
      return yield* Node.make(sql, options)
    })
  )
