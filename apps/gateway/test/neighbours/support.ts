/** Gateways on one PostgreSQL, in the time of the simulators, and work that must be done before that time has gone by. */
import { assert } from "vitest"
import { type AppOptions, open } from "../operations/support/app.ts"
import { type Database, keepOpen, type startPostgres } from "../operations/support/databases.ts"
import type { Simulators } from "../operations/support/simulators.ts"

/** Lets the machine do what it can do now. */
const rest = () => new Promise((resolve) => setTimeout(resolve, 5))

type Server = Awaited<ReturnType<typeof startPostgres>>

const whileTimeGoesOn = async (simulators: Simulators, closing: Promise<unknown>) => {
  let hasEnded = false
  const ended = closing.finally(() => {
    hasEnded = true
  })
  while (!hasEnded) {
    await simulators.clock.advance(1_000)
    await rest()
  }
  await ended
}

/** Opens databases and gateways, and closes what it has opened. */
export const openings = () => {
  const opened: Array<{ readonly close: () => Promise<unknown> }> = []
  const kept = <A extends { readonly close: () => Promise<unknown> }>(each: A): A => {
    opened.push(each)
    return each
  }
  return {
    kept,
    /** A new database of the server. */
    database: async (server: Server): Promise<Database> => kept(await keepOpen(server.layer(await server.database()))),
    /** A gateway whose worker runs by itself; when it is closed, time goes on until what it has begun has ended. */
    node: async (simulators: Simulators, database: Database, options: AppOptions) => {
      const app = await open(simulators, database.layer, { ...options, worker: { ...options.worker, isRunning: true } })
      let closing: Promise<void> | undefined
      return kept({
        ...app,
        close: () => {
          closing ??= whileTimeGoesOn(simulators, app.close())
          return closing
        }
      })
    },
    close: async () => {
      for (const each of opened.splice(0).reverse()) await each.close()
    }
  }
}

/**
 * Whether something comes about before so much time of the simulators has gone by. That time goes on only while nothing more
 * happens for it, so a busy machine is no reason.
 */
export const comesAbout = async (
  simulators: Simulators,
  millis: number,
  isThere: () => Promise<boolean> | boolean,
  { step = 50, looks = 100 }: { readonly step?: number; readonly looks?: number } = {}
): Promise<boolean> => {
  for (let gone = 0; ; gone += step) {
    for (let look = 0; look < looks; look += 1) {
      if (await isThere()) return true
      await rest()
    }
    if (gone >= millis) return false
    await simulators.clock.advance(step)
  }
}

/** The same, where it must. */
export const soon = async (
  what: string,
  simulators: Simulators,
  millis: number,
  isThere: () => Promise<boolean> | boolean,
  options: { readonly step?: number; readonly looks?: number } = {}
) => assert.isTrue(await comesAbout(simulators, millis, isThere, options), `${what}, within ${millis} ms`)
