/** The queue of messages to the merchant on a PostgreSQL server. */
import { afterAll, beforeAll } from "vitest"
import { keepOpen, startPostgres } from "../operations/support/databases.ts"
import { laws } from "./support/deliveries.ts"

let server: Awaited<ReturnType<typeof startPostgres>>
let database: Awaited<ReturnType<typeof keepOpen>>

beforeAll(async () => {
  server = await startPostgres()
  database = await keepOpen(server.layer(await server.database()))
})
afterAll(async () => {
  await database.close()
  await server.close()
})

laws("PostgreSQL", () => database)
