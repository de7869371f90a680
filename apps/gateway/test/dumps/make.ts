/**
 * Makes the dumps of a version: `npx node --conditions=@switchyard/source test/dumps/make.ts 0.1.0`, in apps/gateway, with the
 * code of that version. The version's folder is then committed, added to `versions` in `files.ts`, and never made again: it
 * is what a gateway of that version has left behind.
 */
import { argv } from "node:process"
import * as Embedded from "../../src/store/Embedded.ts"
import { type Database, directory, keepOpen, startPostgres } from "../operations/support/databases.ts"
import * as Files from "./files.ts"
import { dump, load } from "./sql.ts"
import { missing, statesOf } from "./states.ts"
import { runStory } from "./story/story.ts"

const [, , version, only] = argv
if (version === undefined || !/^\d+\.\d+\.\d+$/.test(version)) throw new Error("tell the version, such as 0.1.0")

const make = async (engine: Files.Engine, database: Database) => {
  const result = await runStory(database)
  const states = await statesOf(database)
  console.log(engine, states)
  const lacking = missing(states)
  if (lacking.length > 0) throw new Error(`the story never comes to: ${lacking.join("; ")}`)
  Files.writeBeside(version, engine, { ...result, states })
}

const postgres = async () => {
  const server = await startPostgres()
  const database = await keepOpen(server.layer(await server.database()))
  await make("postgres", database)
  const text = await dump(database.sql)
  const url = await server.database()
  await load(server.client(url), text)
  const again = await keepOpen(server.layer(url))
  // Asking for the next number of a sequence takes it.
  const numberless = (sql: string) => sql.replace(/RESTART WITH \d+/g, "")
  if (numberless(await dump(again.sql)) !== numberless(text)) throw new Error("the text is not the whole database")
  Files.writeSql(version, text)
  await again.close()
  await database.close()
  await server.close()
}

const embedded = async () => {
  const { path, remove } = directory()
  const database = await keepOpen(Embedded.layer(path))
  await make("embedded", database)
  await database.close()
  await Files.pack(version, path)
  remove()
}

if (only !== "embedded") await postgres()
if (only !== "postgres") await embedded()
// Workers of the story that wait for answers for ever would keep the process.
process.exit(0)
