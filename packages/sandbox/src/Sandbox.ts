/**
 * Simulated providers on real sockets: starts all of them on one clock, each on its own port, and
 * stops them again.
 */
import type { Controlled } from "./Clock.ts"
import * as Clocks from "./Clock.ts"
import * as Feennex from "./feennex/Feennex.ts"
import * as P2p from "./p2p/P2p.ts"
import type { Service } from "./Service.ts"
import { listen } from "./SocketServer.ts"
import * as Stripe from "./stripe/Stripe.ts"

/** The simulators to start. */
export interface Options {
  readonly clock?: Controlled
  /** The address to listen on, default 127.0.0.1. */
  readonly host?: string
  /** Port 0, the default, takes any free one. */
  readonly feennex?: Omit<Feennex.Options, "clock"> & { readonly port?: number }
  readonly p2p?: Omit<P2p.Options, "clock"> & { readonly port?: number }
  readonly stripe?: Omit<Stripe.Options, "clock"> & { readonly port?: number }
}

/** A provider that is up. */
export interface Running<A> {
  /** Its base URL, without a slash at the end. */
  readonly url: string
  readonly admin: A
}

/** The simulators that run. */
export interface Sandbox {
  readonly clock: Controlled
  readonly feennex: Running<Feennex.Admin>
  readonly p2p: Running<P2p.Admin>
  readonly stripe: Running<Stripe.Admin>
  /** Ends every connection and frees the ports. */
  readonly close: () => Promise<void>
}

// Off line nobody listens, so that a client sees its connection refused and not merely dropped.
const serve = async <Admin>(
  service: Service<Admin>,
  host: string,
  port: number,
  log: (line: string) => void = (line) => console.error(line)
) => {
  const server = await listen(service.handle, { host, port })
  service.onOffline((offline) => {
    const change = offline ? server.pause() : server.resume()
    change.catch((error: unknown) => log(`the port ${port} could not be taken again: ${String(error)}`))
  })
  const running: Running<Admin> = { url: server.url, admin: service.admin }
  return { running, close: server.close }
}

/** Starts the sandbox; rejects, and leaves nothing running, when a port is taken. */
export const start = async (options: Options = {}): Promise<Sandbox> => {
  const { clock = Clocks.system(), host = "127.0.0.1" } = options
  const { port: feennexPort = 0, ...feennexOptions } = options.feennex ?? {}
  const { port: p2pPort = 0, ...p2pOptions } = options.p2p ?? {}
  const { port: stripePort = 0, ...stripeOptions } = options.stripe ?? {}
  const up: Array<{ readonly close: () => Promise<void> }> = []
  const close = async () => void (await Promise.all(up.map((each) => each.close())))
  const serving = async <Admin>(...given: Parameters<typeof serve<Admin>>): Promise<Running<Admin>> => {
    const served = await serve(...given)
    up.push(served)
    return served.running
  }
  try {
    const feennex = await serving(Feennex.make({ ...feennexOptions, clock }), host, feennexPort, feennexOptions.log)
    const p2p = await serving(P2p.make({ ...p2pOptions, clock }), host, p2pPort, p2pOptions.log)
    const stripe = await serving(Stripe.make({ ...stripeOptions, clock }), host, stripePort, stripeOptions.log)
    return { clock, feennex, p2p, stripe, close }
  } catch (error) {
    await close()
    throw error
  }
}
