/** The databases of the soak: a data directory for one node, or real PostgreSQL servers for any number of them. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { Effect, Layer, Redacted } from "effect"
import * as Postgres from "../../src/store/Postgres.ts"
import { startCluster } from "../../test/operations/support/cluster.ts"
import { layEmbedded } from "../../test/operations/support/embedded.ts"
import { query } from "../../test/operations/support/query.ts"
import { variable as roomVariable } from "../../test/survival/support/smallDisk.ts"

/** Which database. */
export type Kind = "embedded" | "postgres"

/** A database, as a gateway is told of it. */
export interface Database {
  readonly env: Readonly<Record<string, string>>
  /** What its gateways load before anything else. */
  readonly imports: ReadonlyArray<string>
  /** Whether only a synchronous standby ever takes over. */
  readonly isSynchronous: boolean
  /** kill -9 of the server, then a start that recovers; undefined where there is no server. */
  readonly crash: (() => Promise<void>) | undefined
  /** kill -9 of the server, and a standby takes over; as often as there are standbys. */
  readonly failOver: (() => Promise<void>) | undefined
  /** For so many milliseconds nothing reaches the server, and nobody is told. */
  readonly vanish: ((ms: number) => Promise<void>) | undefined
  /** For so many milliseconds its disk has no room for anything more. */
  readonly fill: ((ms: number) => Promise<void>) | undefined
  /** Sets its clock so many milliseconds ahead; false where it cannot hear of it now. */
  readonly setAhead: (ahead: number) => Promise<boolean>
  readonly close: () => Promise<void>
}

const setClockMillis = 1_000

// The time of the world is in a table, which every server of the cluster gets to hear of.
const ahead = [
  "CREATE TABLE world_clock (ahead bigint NOT NULL)",
  "INSERT INTO world_clock VALUES (0)",
  `CREATE OR REPLACE FUNCTION switchyard_now() RETURNS bigint LANGUAGE sql VOLATILE AS
    'SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint + (SELECT ahead FROM world_clock)'`
]

const postgres = async (standbys: number): Promise<Omit<Database, "env"> & { readonly url: string }> => {
  const cluster = await startCluster({ standbys, isSynchronous: standbys > 0 })
  await Effect.runPromise(Effect.scoped(Layer.build(Postgres.layer({ url: Redacted.make(cluster.url) }))))
  for (const statement of ahead) await query(cluster.url, statement)
  return {
    url: cluster.url,
    imports: [],
    fill: undefined,
    isSynchronous: standbys > 0,
    crash: cluster.crash,
    failOver:
      standbys === 0
        ? undefined
        : async () => {
            await cluster.losePrimary()
            await cluster.promote()
          },
    vanish: async (ms) => {
      cluster.vanish()
      await pause(ms)
      cluster.comeBack()
    },
    setAhead: (next) =>
      Promise.race([
        query(cluster.url, `UPDATE world_clock SET ahead = ${next}`).then(
          () => true,
          () => false
        ),
        pause(setClockMillis, false)
      ]),
    close: cluster.close
  }
}

/** How one is opened. */
export interface Options {
  /** How many there are where it is PostgreSQL. */
  readonly standbys: number
  /** Whether the embedded one is a copy of one that was made before, which takes seconds less. */
  readonly isPrepared?: boolean | undefined
}

/** Opens a new database. It is removed when it is closed. */
export const open = async (kind: Kind, { isPrepared = false, standbys }: Options): Promise<Database> => {
  const directory = mkdtempSync(join(tmpdir(), "switchyard-soak-"))
  const remove = () => rmSync(directory, { recursive: true, force: true, maxRetries: 5 })
  const fence = { SWITCHYARD_FENCE_DIR: join(directory, "fence") }
  if (kind === "embedded") {
    if (isPrepared) await layEmbedded(directory)
    // Not a small disk of its own: that would be gone with each process that is killed.
    const room = `${directory}.room`
    return {
      env: { ...fence, SWITCHYARD_DATA_DIR: directory, [roomVariable]: room },
      imports: [new URL("../../test/survival/support/noRoom.ts", import.meta.url).href],
      fill: async (ms) => {
        writeFileSync(room, "0")
        await pause(ms)
        rmSync(room)
      },
      isSynchronous: false,
      crash: undefined,
      failOver: undefined,
      vanish: undefined,
      // It runs in the process of its gateway, by whose clock it goes.
      setAhead: async () => true,
      close: async () => remove()
    }
  }
  const { url, ...server } = await postgres(standbys)
  return { ...server, env: { ...fence, DATABASE_URL: url }, close: () => server.close().finally(remove) }
}
