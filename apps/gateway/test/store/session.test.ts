/** How a connection to the database is broken off: whatever it was about to do, it is closed then. */
import { once } from "node:events"
import { type AddressInfo, createServer, type Socket } from "node:net"
import { afterEach, assert, beforeEach, describe, it } from "vitest"
import type { Place } from "../../src/store/place.ts"
import * as Session from "../../src/store/session.ts"

const closing: Array<() => void> = []
let accepted: Promise<ReadonlyArray<unknown>>
let place: Place

const connected = async (): Promise<Socket> => {
  const socket = Session.open(place)
  await Promise.all([once(socket, "connect"), accepted])
  return socket
}

// `once` would fail by the error that tells why it was broken off.
const close = (socket: Socket) => new Promise((resolve) => void socket.once("close", resolve))

beforeEach(async () => {
  const server = createServer((socket) => closing.push(() => socket.destroy()))
  accepted = once(server, "connection")
  await once(server.listen(0, "127.0.0.1"), "listening")
  const { port } = server.address() as AddressInfo
  closing.push(() => server.close())
  place = { server: "s", host: "127.0.0.1", port, path: undefined, user: "u", database: "d" }
})

afterEach(() => {
  for (const end of closing.splice(0)) end()
})

describe("a connection that is broken off", () => {
  it.each<readonly [string, (socket: Socket) => unknown]>([
    ["that waits for nothing", () => undefined],
    ["that has said goodbye this moment", (socket) => socket.end()],
    ["that is just saying goodbye", (socket) => socket.end("X")],
    ["that has more to say than anybody hears", (socket) => socket.end(Buffer.alloc(50_000_000))]
  ])("is closed, also one %s", async (_, before) => {
    const socket = await connected()
    before(socket)
    const closed = close(socket)
    Session.reset(socket, place, "it is not needed")
    await closed
    assert.isTrue(socket.destroyed)
  })

  it("is closed, also before it is there", async () => {
    const socket = Session.open(place)
    const closed = close(socket)
    Session.reset(socket, place, "it is not needed")
    await closed
    assert.isTrue(socket.destroyed)
  })
})
