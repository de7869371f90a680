/**
 * Serves a simulator on a real socket, so that adapters of other processes reach it by their option `baseUrl`, and whoever
 * holds it goes on telling it what happens. It adds nothing but the wire: what would be no answer is a connection that ends.
 */
import { once } from "node:events"
import { createServer, type IncomingMessage } from "node:http"
import type { AddressInfo } from "node:net"
import { text } from "node:stream/consumers"
import * as Effect from "effect/Effect"
import type { Request, Simulator } from "./Simulator.ts"

/** A simulator that is served. */
export interface Served {
  /** For the option `baseUrl`, such as `http://127.0.0.1:8083`. */
  readonly url: string
  /** Ends every connection and frees the port. */
  readonly close: () => Promise<void>
}

const toRequest = async (incoming: IncomingMessage): Promise<Request> => ({
  path: incoming.url ?? "/",
  headers: Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)])),
  body: await text(incoming)
})

/**
 * Serves a simulator on 127.0.0.1, on any free port unless one is given; rejects where that is taken.
 *
 * **Gotchas**
 *
 * Its faults are played on the socket, where a request has always left when anything goes wrong: what is `refused` or
 * `unresolved` in the process may have been executed here, by all that the caller can know.
 */
export const start = async (
  simulator: Pick<Simulator, "exchange">,
  { port = 0 }: { readonly port?: number } = {}
): Promise<Served> => {
  const server = createServer(async (incoming, outgoing) => {
    // Whoever goes away while it sends hears nothing more.
    const request = await toRequest(incoming).catch(() => undefined)
    const ended = request && (await Effect.runPromise(Effect.result(simulator.exchange(request))))
    if (ended?._tag !== "Success" || ended.success._tag !== "Answer") {
      incoming.socket.destroy()
      return
    }
    const { headers, status, text } = ended.success
    outgoing.writeHead(status, headers).end(text)
  })
  await once(server.listen(port, "127.0.0.1"), "listening")
  const { port: taken } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${taken}`,
    close: async () => {
      const closed = once(server.close(), "close")
      server.closeAllConnections()
      await closed
    }
  }
}
