/** The SQL client for work on many rows at once: the same records, over connections with patience of their own. */
import * as Context from "effect/Context"
import * as Layer from "effect/Layer"
import * as SqlClient from "effect/sql/SqlClient"

/** The patient client in the environment. */
export class Patient extends Context.Service<Patient, SqlClient.SqlClient>()("@switchyard/gateway/Patient") {}

/** Gives it to whoever asks for a client. */
export const asClient: Layer.Layer<SqlClient.SqlClient, never, Patient> = Layer.effect(SqlClient.SqlClient, Patient)
