/** The fence over the SQL client in the environment, whose tables are up to date; without options there is none. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as SqlClient from "effect/sql/SqlClient"
import { Fence, none } from "../fence/Fence.ts"
import * as Node from "../fence/node.ts"

/** The fence of this process, which beats until the layer is closed. */
export const layer = (options: Node.Options | undefined) =>
  Layer.effect(
    Fence,
    options === undefined ? Effect.succeed(none) : Effect.flatMap(SqlClient.SqlClient, (sql) => Node.make(sql, options))
  )
