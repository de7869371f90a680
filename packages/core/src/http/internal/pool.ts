/**
 * A pool of HTTP/1.1 connections of undici that never pipelines, never follows redirects and never retries, in the two
 * ways in which it can be used: with a Request and a Response, and without them.
 */
import * as Duration from "effect/Duration"
import type { Agent, Dispatcher } from "undici"
// @ts-expect-error undici has types for itself as a whole only, and as a whole it loads in three times the time.
import UndiciAgent from "undici/lib/dispatcher/agent.js"
import { Collector, type Received, toAnswer, toResponse } from "./collector.ts"
import type * as Connections from "./connectionOptions.ts"
import * as Connector from "./connector.ts"
import type { Answer } from "./outcome.ts"
import type { DirectPermit, Head, SendPermit } from "./permit.ts"

/** How connections are made and kept. */
export interface Options extends Connections.Options {
  /** How long name resolution, TCP and TLS may take together, to within a second; default 10 seconds. */
  readonly connectTimeout?: Duration.Input | undefined
}

/** Connections, and what can be done over them. */
export interface Pool {
  readonly send: (request: Request, permit: SendPermit) => Promise<Response>
  readonly exchange: (head: Head, permit: DirectPermit) => Promise<Answer>
  readonly close: () => Promise<void>
}

const AgentClass: typeof Agent = UndiciAgent

/** Makes a pool; it connects when it is used. */
export const make = (options: Options): Pool => {
  const connector = Connector.make(options, Duration.toMillis(options.connectTimeout ?? "10 seconds"))
  const agent = new AgentClass({
    allowH2: false,
    pipelining: 1,
    connections: options.connections ?? 64,
    // The deadline of the exchange owns time once the connection stands.
    headersTimeout: 0,
    bodyTimeout: 0,
    // Well below the idle time of usual servers: a socket that dies under a request costs a look-up.
    keepAliveTimeout: 4_000,
    keepAliveMaxTimeout: 60_000,
    keepAliveTimeoutThreshold: 2_000,
    connect: connector.connect
  })

  const dispatch = (
    options: Dispatcher.DispatchOptions,
    permit: SendPermit,
    listen: DirectPermit["onHangUp"]
  ): Promise<Received> =>
    new Promise((resolve, reject) => {
      const collector = new Collector(permit, resolve, reject)
      listen(() => collector.hangUp())
      agent.dispatch(options, collector)
    })

  return {
    send: async (request, permit) => {
      const { origin, pathname, search } = new URL(request.url)
      const method = request.method as Dispatcher.HttpMethod
      const headers = [...request.headers].flat()
      const body = request.body === null ? null : new Uint8Array(await request.arrayBuffer())
      const received = await dispatch({ origin, path: pathname + search, method, headers, body }, permit, (hangUp) => {
        // While the body was read the caller may have left.
        if (permit.signal.aborted) hangUp()
        else permit.signal.addEventListener("abort", hangUp)
      })
      return toResponse(received)
    },
    exchange: async ({ headers, method, origin, path }, permit) =>
      toAnswer(
        await dispatch({ origin, path, method, headers, body: permit.content ?? null }, permit, permit.onHangUp)
      ),
    close: async () => {
      await agent.destroy()
      connector.close()
    }
  }
}
