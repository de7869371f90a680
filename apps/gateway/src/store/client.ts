/**
 * The SQL client over connections that are taken one at a time: what `PgClient` is over the driver's own, but no statement
 * of it is without a bound, none is canceled, and nothing is asked of a connection that is dead.
 */
import * as PgClient from "@effect/sql-pg/PgClient"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Reactivity from "effect/reactivity/Reactivity"
import * as SqlClient from "effect/sql/SqlClient"
import type { Connection as SqlConnection } from "effect/sql/SqlConnection"
import { SqlError, UnknownError } from "effect/sql/SqlError"
import type { Take } from "./pool.ts"

const rolledBack = new SqlError({
  reason: new UnknownError({
    cause: new Error("the transaction had failed"),
    message: "COMMIT rolled back a transaction that had failed",
    operation: "commit"
  })
})

const commandOf = (result: unknown): unknown =>
  typeof result === "object" && result !== null && "command" in result ? result.command : undefined

// A transaction that has failed answers its COMMIT with ROLLBACK, and without an error.
const commit = (connection: SqlConnection) =>
  Effect.flatMap(connection.executeRaw("COMMIT", []), (result) =>
    commandOf(result) === "ROLLBACK" ? Effect.fail(rolledBack) : Effect.void
  )

const isDead = (connection: SqlConnection): boolean =>
  "isDead" in connection && typeof connection.isDead === "function" && connection.isDead() === true

/** A client over connections that are taken so. */
export const make = (take: Take) =>
  SqlClient.make({
    acquirer: take,
    compiler: PgClient.makeCompiler(),
    driver: "postgresql",
    spanAttributes: [["db.system.name", "postgresql"]],
    prepareTransactionControls: true,
    commit,
    releaseSavepoint: (name) => `RELEASE SAVEPOINT ${name}`,
    // One that is dead has rolled back, or its commit is in doubt; either way there is nobody to ask.
    isTransaction: (connection) => !isDead(connection)
  })

/** The client as a service. */
export const layer = <E, R>(client: Effect.Effect<SqlClient.SqlClient, E, R | Reactivity.Reactivity>) =>
  Layer.effect(SqlClient.SqlClient, client).pipe(Layer.provide(Reactivity.layer))
