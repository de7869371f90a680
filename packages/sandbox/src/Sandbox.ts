/**
 * Simulated providers on real sockets: starts the ones that are asked for, on one clock, and stops them again.
 */
import type { Controlled } from "./Clock.ts"
import * as Clocks from "./Clock.ts"
import type { Admin, Options as FeennexOptions } from "./feennex/Feennex.ts"
import * as Feennex from "./feennex/Feennex.ts"
import type { Handler } from "./Reply.ts"
import type { Listening } from "./SocketServer.ts"
import { listen } from "./SocketServer.ts"

/** What to start. */
export interface Options {
  readonly clock?: Controlled
  /** The address to listen on, default 127.0.0.1. */
  readonly host?: string
  /** Port 0, the default, takes any free one. */
  readonly feennex?: Omit<FeennexOptions, "clock"> & { readonly port?: number }
}

/** A provider that is up. */
export interface Running<A> {
  /** Its base URL, without a slash at the end. */
  readonly url: string
  readonly admin: A
}

/** What was started. */
export interface Sandbox {
  readonly clock: Controlled
  readonly feennex: Running<Admin>
  /** Ends every connection and frees the ports. */
  readonly close: () => Promise<void>
}

interface Core {
  readonly handle: Handler
  readonly onOffline: (listener: (offline: boolean) => void) => void
}

// Off line nobody listens, so that a client sees its connection refused and not merely dropped.
const serve = async (core: Core, host: string, port: number, log: (line: string) => void): Promise<Listening> => {
  const server = await listen(core.handle, { host, port })
  core.onOffline((offline) => {
    const change = offline ? server.pause() : server.resume()
    change.catch((error: unknown) => log(`the port ${port} could not be taken again: ${String(error)}`))
  })
  return server
}

/** Starts the sandbox; rejects when a port is taken. */
export const start = async (options: Options = {}): Promise<Sandbox> => {
  const clock = options.clock ?? Clocks.system()
  const host = options.host ?? "127.0.0.1"
  const { port = 0, ...rest } = options.feennex ?? {}
  const feennex = Feennex.make({ ...rest, clock })
  const server = await serve(feennex, host, port, rest.log ?? ((line) => console.error(line)))
  return {
    clock,
    feennex: { url: server.url, admin: feennex.admin },
    close: server.close
  }
}
