/**
 * A primary and its standbys, real servers all of them, behind one place that leads to whoever is the primary. Standbys
 * are sent its changes over a second place, which can be held so that they fall behind.
 */
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { freePorts } from "../../../soak/world/ports.ts"
import { until } from "../../../soak/world/until.ts"
import { directory } from "./databases.ts"
import { openProxy } from "./proxy.ts"
import { query, urlOf } from "./query.ts"
import { makeServer, type Server } from "./server.ts"

/** What it is made of. */
export interface Options {
  readonly standbys: number
  /** Whether a commit is answered only when one of the standbys has it. */
  readonly isSynchronous: boolean
}

/** A running cluster. */
export interface Cluster {
  /** The database of whoever is the primary. */
  readonly url: string
  /** Makes another one there. */
  readonly database: (name: string) => Promise<string>
  /** The first on one of the standbys. */
  readonly standbyUrl: string
  /** Resolves when every standby has all that was committed. */
  readonly caughtUp: () => Promise<void>
  /** From now on no standby hears anything of the primary. */
  readonly fallBehind: () => void
  /** kill -9 of everything that the primary is, and nothing listens in its place. */
  readonly losePrimary: () => Promise<void>
  /** kill -9 of the primary, which is started again and recovers. */
  readonly crash: () => Promise<void>
  /** Nothing that is said to the primary arrives, and nobody is told, until it comes back. */
  readonly vanish: () => void
  readonly comeBack: () => void
  /** Makes a primary of the standby that has most, which everybody is led to. */
  readonly promote: () => Promise<void>
  readonly close: () => Promise<void>
}

interface Member {
  readonly server: Server
  readonly port: number
  readonly remove: () => void
}

const positionOf = async ({ port }: Member, position: string): Promise<bigint> => {
  const [row] = await query<{ readonly at: string }>(urlOf(port), `SELECT (${position}() - '0/0')::text AS at`)
  return BigInt(row?.at ?? 0)
}

/** Starts a cluster. */
export const startCluster = async ({ isSynchronous, standbys: count }: Options): Promise<Cluster> => {
  const make = async (port: number): Promise<Member> => {
    const { path, remove } = directory()
    return { server: await makeServer(path, port), port, remove }
  }
  const [first = 0, ...ports] = await freePorts(count + 1)
  let primary = await make(first)
  const standbys = await Promise.all(ports.map(make))
  const all = [primary, ...standbys]
  const [front, wire] = [await openProxy(first), await openProxy(first)]

  primary.server.configure({
    // Any of them may come to be the primary, and waits for the others then.
    synchronous_standby_names: isSynchronous ? "ANY 1 (*)" : "",
    // A standby that has lost its primary looks for it again soon.
    wal_retrieve_retry_interval: "100ms"
  })
  for (const { server } of standbys) {
    server.restore(primary.server.data)
    server.configure({ primary_conninfo: `host=127.0.0.1 port=${wire.port} user=postgres` })
    writeFileSync(join(server.data, "standby.signal"), "")
  }
  for (const { server } of all) await server.start()

  const following = () => standbys.filter((each) => each !== primary)
  const has = async (standby: Member, position: bigint) =>
    (await positionOf(standby, "pg_last_wal_replay_lsn")) >= position

  return {
    url: urlOf(front.port),
    database: async (name) => {
      await query(urlOf(front.port), `CREATE DATABASE ${name}`)
      return urlOf(front.port, name)
    },
    standbyUrl: urlOf(ports[0] ?? 0),
    caughtUp: async () => {
      const position = await positionOf(primary, "pg_current_wal_insert_lsn")
      for (const each of following()) await until("the standby has caught up", () => has(each, position))
    },
    fallBehind: wire.hold,
    losePrimary: () => primary.server.killAll(),
    crash: async () => {
      await primary.server.killAll()
      await primary.server.start()
    },
    vanish: front.hold,
    comeBack: () => front.leadTo(primary.port),
    promote: async () => {
      const positions = new Map<Member, bigint>()
      for (const each of following()) positions.set(each, await positionOf(each, "pg_last_wal_receive_lsn"))
      const [next] = [...positions.keys()].toSorted((a, b) =>
        Number((positions.get(b) ?? 0n) - (positions.get(a) ?? 0n))
      )
      if (next === undefined) throw new Error("there is no standby")
      await query(urlOf(next.port), "SELECT pg_promote()")
      primary = next
      for (const place of [front, wire]) place.leadTo(next.port)
    },
    close: async () => {
      await Promise.all([front.close(), wire.close()])
      await Promise.all(all.map(({ server }) => server.killAll()))
      for (const { remove } of all) remove()
    }
  }
}
