/** The embedded database as a new gateway makes it, made once: that costs seconds of a processor, a copy next to nothing. */
import { createHash } from "node:crypto"
import { appendFileSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { PGlite } from "@electric-sql/pglite"
import { Effect, Layer } from "effect"
import * as Embedded from "../../../src/store/Embedded.ts"
import { copy, prepared } from "./prepared.ts"

const segment = /^[0-9A-F]{24}$/

/** Makes the data directory of an embedded database that nobody has open as small as it can be. */
export const shrink = async (data: string) => {
  const database = await PGlite.create(data)
  await database.exec("SELECT pg_switch_wal()")
  await database.exec("CHECKPOINT")
  const { rows } = await database.query<{ name: string }>("SELECT pg_walfile_name(pg_current_wal_lsn()) AS name")
  await database.close()
  // What was logged before is in the tables by now.
  const log = join(data, "pg_wal")
  for (const name of readdirSync(log)) if (segment.test(name) && name !== rows[0]?.name) rmSync(join(log, name))
}

const source = (path: string) => readFileSync(new URL(path, import.meta.url))

const schema = "../../../src/store/schema/"

const steps = () =>
  readdirSync(new URL(schema, import.meta.url))
    .toSorted()
    .map((name) => source(`${schema}${name}`))

// All that a new and empty database is made of.
const ingredients = () =>
  createHash("sha256")
    .update(Buffer.concat(steps()))
    .update(source("../../../src/store/migrations.ts"))
    .update(source("../../../src/store/Embedded.ts"))
    .update(source("./embedded.ts"))
    .update(
      readFileSync(join(dirname(createRequire(import.meta.url).resolve("@electric-sql/pglite")), "../package.json"))
    )
    .digest("hex")
    .slice(0, 16)

/** A data directory with the gateway's tables in it, as Embedded makes it from nothing. */
export const preparedEmbedded = () =>
  prepared(`embedded-${ingredients()}`, async (directory) => {
    await Effect.runPromise(Effect.scoped(Layer.build(Layer.fresh(Embedded.layer(directory)))))
    await shrink(join(directory, "pglite"))
    // Each start fills them, and 128 MB take longer than all else of it.
    appendFileSync(join(directory, "pglite/postgresql.conf"), "shared_buffers = 8MB\n")
    for (const name of readdirSync(directory)) if (name !== "pglite") rmSync(join(directory, name))
  })

/** Lays the embedded database into a directory, with the gateway's tables and nothing in them. */
export const layEmbedded = async (path: string) => copy(await preparedEmbedded(), path)
