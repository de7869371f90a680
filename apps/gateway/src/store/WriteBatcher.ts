/**
 * Writes that come at the same time, written together: one statement, one round trip and one commit for all of them, and
 * nobody is answered before it. Whatever comes while a group is on its way makes up the next one, so a single write never
 * waits for company. When the database refuses a group, each write of it is tried by itself, so that one which cannot be
 * written fails alone.
 */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Result from "effect/Result"
import type { SqlError } from "effect/sql/SqlError"
import { noConnection } from "./pool.ts"

/** Writes a group; the answers are in the order of the writes. No two groups are written in one slot at a time. */
export type Write<In, Out> = (group: ReadonlyArray<In>, slot: number) => Effect.Effect<ReadonlyArray<Out>, SqlError>

// More would hold up the answers of all for the sake of the last.
const usualMost = 64

// While one group waits for its commit, the next is on its way.
const usualSlots = [1, 2]

// Behind groups that the database does not answer nobody waits for their turn only to be refused after it as well.
const usualPatienceMillis = 10_000

/** By id, so that groups which change the same rows lock them in the same order and none waits for the other. */
export const inOrder = <A extends { readonly id: string }>(group: ReadonlyArray<A>): ReadonlyArray<A> =>
  group.toSorted((a, b) => (a.id < b.id ? -1 : 1))

interface Waiting<In, Out> {
  readonly input: In
  readonly since: number
  readonly resume: (answer: Effect.Effect<Out, SqlError>) => void
}

// Without a connection there is no use in trying again. After anything else there is no harm: what was written after all
// is not written twice, because its key or its version says so.
const mayBeOneOnly = ({ reason }: SqlError): boolean =>
  reason._tag !== "ConnectionError" && reason._tag !== "AuthenticationError"

// Nothing of it was written.
const tooLate = noConnection("others were waiting for the database for too long")

// One by one, and not for ever: each of them may wait for a lock until its time is up.
const oneByOne = <In, Out>(
  write: Write<In, Out>,
  group: ReadonlyArray<In>,
  slot: number,
  { error, patienceMillis }: { readonly error: SqlError; readonly patienceMillis: number }
): Effect.Effect<ReadonlyArray<Result.Result<Out, SqlError>>> =>
  Effect.suspend(() => {
    const until = performance.now() + patienceMillis
    return Effect.forEach(group, (each) =>
      performance.now() > until
        ? Effect.succeed(Result.fail(error))
        : Effect.result(
            Effect.flatMap(write([each], slot), ([only]) =>
              only === undefined ? Effect.fail(error) : Effect.succeed(only)
            )
          )
    )
  })

const answers = <In, Out>(
  write: Write<In, Out>,
  group: ReadonlyArray<In>,
  slot: number,
  patienceMillis: number
): Effect.Effect<ReadonlyArray<Result.Result<Out, SqlError>>> =>
  Effect.catch(
    Effect.map(write(group, slot), (written) => written.map((each) => Result.succeed(each))),
    (error) =>
      mayBeOneOnly(error) && group.length > 1
        ? oneByOne(write, group, slot, { error, patienceMillis })
        : Effect.succeed(group.map(() => Result.fail(error)))
  )

/** How groups are made: their size, and the slots in which they are written, no two at a time in one. */
export interface Grouping {
  readonly patienceMillis?: number
  readonly most?: number
  readonly slots?: ReadonlyArray<number>
}

/** Groups the calls of what it gives. */
export const batched = <In, Out>(
  write: Write<In, Out>,
  { most = usualMost, patienceMillis = usualPatienceMillis, slots = usualSlots }: Grouping = {}
) =>
  Effect.map(Effect.context<never>(), (context): ((input: In) => Effect.Effect<Out, SqlError>) => {
    // A group belongs to no trace: its writes have spans of their own.
    const fork = Effect.runForkWith(context)
    let waiting: Array<Waiting<In, Out>> = []
    let free: ReadonlyArray<number> = slots
    let isPlanned = false

    const giveUp = () => {
      const oldest = performance.now() - patienceMillis
      const late = waiting.filter(({ since }) => since < oldest)
      if (late.length > 0) waiting = waiting.filter(({ since }) => since >= oldest)
      for (const { resume } of late) resume(Effect.fail(tooLate))
    }
    const start = () => {
      isPlanned = false
      giveUp()
      const group = waiting.slice(0, most)
      waiting = waiting.slice(most)
      const [slot, ...others] = free
      if (group.length === 0 || slot === undefined) return
      free = others
      const inputs = group.map(({ input }) => input)
      fork(Effect.withTracerEnabled(answers(write, inputs, slot, patienceMillis), false)).addObserver((exit) => {
        free = [...free, slot]
        for (const [index, { resume }] of group.entries()) {
          const answer = Exit.map(exit, (all) => all[index])
          resume(
            Effect.flatMap(answer, (found) =>
              found === undefined ? Effect.die(new Error("a write has no answer")) : Effect.fromResult(found)
            )
          )
        }
        plan()
      })
      plan()
    }
    const plan = () => {
      if (isPlanned || free.length === 0 || waiting.length === 0) return
      isPlanned = true
      // Whoever was woken by the same turn of the loop comes along.
      setImmediate(start)
    }
    return (input) =>
      Effect.callback((resume) => {
        waiting.push({ input, resume, since: performance.now() })
        plan()
      })
  })
