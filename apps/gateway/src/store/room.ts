/**
 * How much room the file system of a directory has. The embedded database cannot go on without it, so below a margin this
 * node takes nothing new, and what it has begun still finds room to end.
 */
import { statfs } from "node:fs/promises"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { Readiness } from "../model/Readiness.ts"

const mebibyte = 1024 * 1024

/** With less nothing new is taken: four segments of the log of transactions, and as much again for everything else. */
const least = 128 * mebibyte

/** From so much on it is taken again. */
const enough = 160 * mebibyte

const every = "2 seconds"

/** The room that is left there, in bytes; undefined where it cannot be read. */
export const roomIn = (directory: string): Effect.Effect<number | undefined> =>
  Effect.promise(() =>
    statfs(directory).then(
      ({ bavail, bsize }) => bavail * bsize,
      () => undefined
    )
  )

/** Whether a database that has failed may be opened there again. */
export const hasRoom = (directory: string): Effect.Effect<boolean> =>
  Effect.map(roomIn(directory), (room) => room === undefined || room >= least)

const shortage = (room: number): string =>
  `${Math.floor(room / mebibyte)} MiB are left for the embedded database, and new work is taken again from ` +
  `${enough / mebibyte} on`

/** Looks every few seconds, and keeps new work away while there is too little, until the scope closes. */
export const watched = Effect.fnUntraced(function* (directory: string): Effect.fn.Return<void, never, Scope.Scope> {
  const readiness = yield* Readiness
  let isShort = false
  const look = Effect.gen(function* () {
    const room = yield* roomIn(directory)
    if (room === undefined) return
    isShort = room < (isShort ? enough : least)
    yield* readiness.report("disk", isShort ? shortage(room) : undefined)
  })
  yield* Effect.addFinalizer(() => readiness.report("disk", undefined))
  yield* look
  yield* Effect.forkScoped(Effect.forever(Effect.andThen(Effect.sleep(every), look)))
})
