/**
 * Ports on loopback that nobody listens on, below those that systems give to outgoing connections: a port is free for a
 * moment whenever its process was killed, and must not be taken by a client then.
 */
import { createServer } from "node:net"

const first = 20_000
const count = 10_000

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer()
    server.once("error", () => resolve(false))
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)))
  })

/** So many free ports. */
export const freePorts = async (wanted: number): Promise<ReadonlyArray<number>> => {
  const found = new Set<number>()
  for (let tries = 0; found.size < wanted; tries += 1) {
    if (tries > count) throw new Error("no free ports on loopback")
    const port = first + Math.floor(Math.random() * count)
    if (await isFree(port)) found.add(port)
  }
  return [...found]
}
