/** The queue of messages to the merchant in the embedded database. */
import { afterAll, beforeAll } from "vitest"
import { type Database, openEmbedded } from "../operations/support/databases.ts"
import { laws } from "./support/deliveries.ts"

let database: Database
beforeAll(async () => {
  database = await openEmbedded()
})
afterAll(() => database.close())

laws("embedded", () => database)
