/**
 * Connections to providers, apart for each instance and for what goes over them: sends, status reads, and what merchants
 * ask. One instance whose answers are slow can use up its own and nobody else's, and its reads never those of its sends.
 * Where an instance has a rate, each request waits for its turn before it goes to its connection.
 */
import { Connections, Transport } from "@switchyard/core"
import * as Undici from "@switchyard/core/Undici"
import { type Context, Effect, Exit, type Scope } from "effect"
import type { Service as Rates } from "./Rates.ts"

/** What goes over a connection. */
export type Use = "send" | "read" | "ask"

/** Gives a call the connections of an instance; of a question to whoever can answer it, those that all instances share. */
export type Connect = (
  instance: string | undefined,
  use: Use
) => <A, E, R>(call: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>

/** Leaves every call with the connections that it finds. */
export const asItIs: Connect = () => (call) => call

// What merchants ask at once of one instance; more waits.
const questionsAtOnce = 32

/**
 * The same transport, each of whose requests waits for its turn first; a caller who hangs up meanwhile gives its turn to
 * the next one. Waiting is over at the deadline of the exchange, and then nothing was sent.
 */
export const paced = (
  transport: Transport.Transport,
  turn: Effect.Effect<void>,
  context: Context.Context<never>
): Transport.Transport => {
  const { exchange } = transport
  const wait = (onHangUp: (hangUp: () => void) => void) =>
    new Promise<void>((resolve, reject) => {
      const waiting = Effect.runForkWith(context)(turn)
      onHangUp(() => waiting.interruptUnsafe())
      waiting.addObserver((exit) => (Exit.isSuccess(exit) ? resolve() : reject(new Error("hung up before its turn"))))
    })
  const pacedFetch = async (request: Request, permit: Transport.SendPermit): Promise<Response> => {
    await wait((hangUp) => permit.signal.addEventListener("abort", hangUp, { once: true }))
    return transport(request, permit)
  }
  return exchange === undefined
    ? pacedFetch
    : Object.assign(pacedFetch, {
        exchange: async (head: Transport.Head, permit: Transport.DirectPermit) => {
          await wait(permit.onHangUp)
          return exchange(head, permit)
        }
      })
}

/** Opens the connections of these instances, as many of each use as given, until the scope is closed. */
export const make = Effect.fnUntraced(function* (
  instances: ReadonlyArray<{
    readonly name: string
    readonly sends: number
    readonly reads: number
    /** As whom, to whom and through which proxy it connects; its own number of connections is the most of each use. */
    readonly transport?: Connections.Options | undefined
  }>,
  { turn }: Pick<Rates, "turn">
): Effect.fn.Return<Connect, never, Scope.Scope> {
  const context = yield* Effect.context<never>()
  const pool = (connections: number, given: Connections.Options = {}) =>
    Effect.acquireRelease(
      Effect.sync(() =>
        Undici.direct({ ...given, connections: Math.min(connections, given.connections ?? connections) })
      ),
      (opened) => Effect.promise(opened.close)
    )
  const shared = yield* pool(questionsAtOnce)
  const own = new Map<string, Readonly<Record<Use, Transport.Transport>>>()
  for (const { name, reads, sends, transport } of instances) {
    const of = (opened: Transport.Transport) => paced(opened, turn(name), context)
    own.set(name, {
      send: of(yield* pool(sends, transport)),
      read: of(yield* pool(reads, transport)),
      ask: of(yield* pool(questionsAtOnce, transport))
    })
  }
  return (instance, use) => {
    const transport = instance === undefined ? undefined : own.get(instance)?.[use]
    return (call) =>
      transport === undefined
        ? Effect.provideService(call, Transport.Transport, shared)
        : call.pipe(
            Effect.provideService(Transport.Transport, transport),
            Effect.provideService(Connections.GivenFor, instance)
          )
  }
})
