/**
 * A place on the network behind which somebody else can come to stand: a TCP proxy that is led elsewhere, as a virtual
 * address is after a failover, or keeps everything to itself, as a network does that has lost its way.
 */
import { once } from "node:events"
import { type AddressInfo, connect, createServer, type Socket } from "node:net"
import { resetSocket } from "../../../src/store/session.ts"

/** The place. */
export interface Place {
  readonly port: number
  /** Leads to another port of this machine; connections to the earlier one are reset. */
  readonly leadTo: (port: number) => void
  /** Passes nothing on any more, and nobody is told. */
  readonly hold: () => void
  readonly close: () => Promise<void>
}

/** What passes on the first bytes of a connection to whoever is behind the place, changed. */
export type Change = (first: Buffer) => Buffer

/** Opens a place that leads to this port. */
export const openProxy = async (to: number, change: Change = (first) => first): Promise<Place> => {
  let target = to
  let isHeld = false
  const sockets = new Set<Socket>()
  const reset = () => {
    for (const socket of sockets) resetSocket(socket)
  }

  const pass = (from: Socket, other: Socket, first: Change) => {
    sockets.add(from)
    let isFirst = true
    from.on("data", (bytes) => {
      other.write(isFirst ? first(bytes) : bytes)
      isFirst = false
    })
    // The other side learns of the end, and of what was said before it.
    from.on("end", () => other.end())
    from.on("error", () => other.destroy())
    from.on("close", () => {
      sockets.delete(from)
      other.end()
    })
    if (isHeld) from.pause()
  }
  const server = createServer((near) => {
    const simulators = connect(target, "127.0.0.1")
    pass(near, simulators, change)
    pass(simulators, near, (first) => first)
  })
  await once(server.listen(0, "127.0.0.1"), "listening")

  return {
    port: (server.address() as AddressInfo).port,
    leadTo: (port) => {
      target = port
      isHeld = false
      reset()
    },
    hold: () => {
      isHeld = true
      for (const socket of sockets) socket.pause()
    },
    close: async () => {
      reset()
      await once(server.close(), "close")
    }
  }
}
