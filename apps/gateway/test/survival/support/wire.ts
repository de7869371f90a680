/**
 * The network between a gateway and its database. It can go dead without a word: nothing passes any more, no socket is
 * closed, and whoever connects is accepted and hears nothing. When it comes back, what was on its way arrives after all.
 */
import { once } from "node:events"
import { type AddressInfo, connect, createServer, type Socket } from "node:net"

/** A network with a database at its other end. */
export interface Wire {
  readonly port: number
  /** Nothing passes any more. */
  readonly vanish: () => void
  /** Questions still arrive, and no answer comes back. */
  readonly swallowAnswers: () => void
  readonly comeBack: () => void
  /** How many connections were asked for since the beginning. */
  readonly connections: () => number
  /** Whether somebody has asked the server to cancel a statement. */
  readonly hasCanceled: () => boolean
  readonly close: () => Promise<void>
}

const cancelRequest = 80_877_102

/** Lays a network before the port of a database on this machine. */
export const lay = async (to: number): Promise<Wire> => {
  let passes = { there: true, back: true }
  let count = 0
  let canceled = false
  const pairs = new Set<{ readonly client: Socket; readonly server: Socket }>()

  const settle = ({ client, server }: { readonly client: Socket; readonly server: Socket }) => {
    if (passes.there) client.resume()
    else client.pause()
    if (passes.back) server.resume()
    else server.pause()
  }
  const settleAll = (next: typeof passes) => {
    passes = next
    for (const pair of pairs) settle(pair)
  }

  const listener = createServer({ allowHalfOpen: true }, (client) => {
    count += 1
    const server = connect({ port: to, host: "127.0.0.1", allowHalfOpen: true })
    const pair = { client, server }
    pairs.add(pair)
    const end = () => {
      pairs.delete(pair)
      client.destroy()
      server.destroy()
    }
    for (const socket of [client, server]) socket.on("error", () => undefined).on("close", end)
    client.on("data", (bytes) => {
      if (bytes.length >= 8 && bytes.readInt32BE(4) === cancelRequest) canceled = true
      server.write(bytes)
    })
    server.on("data", (bytes) => client.write(bytes))
    client.on("end", () => server.end())
    server.on("end", () => client.end())
    settle(pair)
  })
  await once(listener.listen(0, "127.0.0.1"), "listening")
  return {
    port: (listener.address() as AddressInfo).port,
    vanish: () => settleAll({ there: false, back: false }),
    swallowAnswers: () => settleAll({ there: true, back: false }),
    comeBack: () => settleAll({ there: true, back: true }),
    connections: () => count,
    hasCanceled: () => canceled,
    close: async () => {
      for (const { client, server } of pairs) {
        client.destroy()
        server.destroy()
      }
      await once(listener.close(), "close")
    }
  }
}
