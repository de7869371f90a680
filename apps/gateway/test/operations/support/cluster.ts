/**
 * A primary and its standbys, real servers all of them, behind one place that leads to whoever is the primary. Each standby
 * is sent the changes over a place of its own, which can be held so that it falls behind.
 */
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { freePorts } from "../../../soak/world/ports.ts"
import { until } from "../../../soak/world/until.ts"
import { directory } from "./databases.ts"
import { openProxy, type Place } from "./proxy.ts"
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
  /** From now on these standbys, all unless told which, hear nothing of the primary. */
  readonly fallBehind: (...which: ReadonlyArray<number>) => void
  /** kill -9 of everything that the primary is, and nothing listens in its place. */
  readonly losePrimary: () => Promise<void>
  /** kill -9 of the primary, which is started again and recovers. */
  readonly crash: () => Promise<void>
  /** Nothing that is said to the primary arrives, and nobody is told, until it comes back. */
  readonly vanish: () => void
  readonly comeBack: () => void
  /** Makes a primary of the standby that has most, of these or of all; everybody is led to it. */
  readonly promote: (...among: ReadonlyArray<number>) => Promise<void>
  readonly close: () => Promise<void>
}

interface Member {
  readonly server: Server
  readonly port: number
  readonly remove: () => void
}

interface Standby extends Member {
  /** Over it comes what the primary has written. */
  readonly wire: Place
}

const makeMember = async (port: number): Promise<Member> => {
  const { path, remove } = directory()
  return { server: await makeServer(path, port), port, remove }
}

const makeStandby = async (port: number, primary: Member): Promise<Standby> => {
  const member = await makeMember(port)
  const wire = await openProxy(primary.port)
  member.server.restore(primary.server.data)
  member.server.configure({ primary_conninfo: `host=127.0.0.1 port=${wire.port} user=postgres` })
  writeFileSync(join(member.server.data, "standby.signal"), "")
  return { ...member, wire }
}

const positionOf = async ({ port }: Member, position: string): Promise<bigint> => {
  const [row] = await query<{ readonly at: string }>(urlOf(port), `SELECT (${position}() - '0/0')::text AS at`)
  return BigInt(row?.at ?? 0)
}

const mostAdvanced = async (standbys: ReadonlyArray<Standby>): Promise<Standby | undefined> => {
  const positions = new Map<Standby, bigint>()
  for (const each of standbys) positions.set(each, await positionOf(each, "pg_last_wal_receive_lsn"))
  const has = (each: Standby) => positions.get(each) ?? 0n
  return standbys.toSorted((a, b) => Number(has(b) - has(a)))[0]
}

/** Starts a cluster. */
export const startCluster = async ({ isSynchronous, standbys: count }: Options): Promise<Cluster> => {
  const [first = 0, ...ports] = await freePorts(count + 1)
  const origin = await makeMember(first)
  const front = await openProxy(first)
  // Any of them may come to be the primary, and waits for the others then.
  const names = isSynchronous ? "ANY 1 (*)" : ""
  // A standby that has lost its primary looks for it again soon.
  origin.server.configure({ synchronous_standby_names: names, wal_retrieve_retry_interval: "100ms" })
  const standbys = await Promise.all(ports.map((port) => makeStandby(port, origin)))
  const all = [origin, ...standbys]
  for (const { server } of all) await server.start()

  let primary: Member = origin
  // A primary that was lost does not come back.
  const lost = new Set<Member>()
  const following = () => standbys.filter((each) => each !== primary && !lost.has(each))
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
    fallBehind: (...which) => {
      for (const [index, { wire }] of standbys.entries()) if (which.length === 0 || which.includes(index)) wire.hold()
    },
    losePrimary: () => {
      lost.add(primary)
      return primary.server.killAll()
    },
    crash: async () => {
      await primary.server.killAll()
      await primary.server.start()
    },
    vanish: front.hold,
    comeBack: () => front.leadTo(primary.port),
    promote: async (...among) => {
      const candidates = following().filter((each) => among.length === 0 || among.includes(standbys.indexOf(each)))
      const next = await mostAdvanced(candidates)
      if (next === undefined) throw new Error("there is no such standby")
      await query(urlOf(next.port), "SELECT pg_promote()")
      primary = next
      for (const place of [front, ...standbys.map(({ wire }) => wire)]) place.leadTo(next.port)
    },
    close: async () => {
      await Promise.all([front, ...standbys.map(({ wire }) => wire)].map((place) => place.close()))
      await Promise.all(all.map(({ server }) => server.killAll()))
      for (const { remove } of all) remove()
    }
  }
}
