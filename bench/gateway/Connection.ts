/**
 * The cheapest HTTP/1.1 client that can ask one thing after another on a kept connection, so that what is measured is
 * the gateway and not its caller. It understands answers with `content-length` and no others.
 */
import { connect, type Socket } from "node:net"

/** The parts of an answer that are looked at. */
export interface Answer {
  readonly status: number
  readonly body: string
}

/** A connection with one request on its way at a time. */
export interface Connection {
  readonly ask: (request: string) => Promise<Answer>
  readonly close: () => void
}

const headEnd = Buffer.from("\r\n\r\n")

const parse = (bytes: Buffer): { readonly answer: Answer; readonly length: number } | undefined => {
  const end = bytes.indexOf(headEnd)
  if (end < 0) return undefined
  const head = bytes.toString("latin1", 0, end)
  const size = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? Number.NaN)
  if (Number.isNaN(size)) throw new Error(`an answer without a length: ${head}`)
  const length = end + headEnd.length + size
  if (bytes.length < length) return undefined
  return {
    answer: { status: Number(head.slice(9, 12)), body: bytes.toString("utf8", end + headEnd.length, length) },
    length
  }
}

/** Opens a connection to loopback. */
export const open = async (port: number): Promise<Connection> => {
  const socket: Socket = connect({ host: "127.0.0.1", port, noDelay: true })
  await new Promise<void>((resolve, reject) => {
    socket.once("connect", resolve)
    socket.once("error", reject)
  })
  let left: Buffer = Buffer.alloc(0)
  let waiting: { readonly resolve: (answer: Answer) => void; readonly reject: (error: Error) => void } | undefined
  const fail = (error: Error) => {
    waiting?.reject(error)
    waiting = undefined
  }
  socket.on("error", fail)
  socket.on("close", () => fail(new Error("the gateway has hung up")))
  socket.on("data", (chunk) => {
    left = left.length === 0 ? chunk : Buffer.concat([left, chunk])
    try {
      const found = parse(left)
      if (found === undefined) return
      left = left.subarray(found.length)
      waiting?.resolve(found.answer)
      waiting = undefined
    } catch (error) {
      fail(error instanceof Error ? error : new Error("unreadable"))
    }
  })
  return {
    ask: (request) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject }
        socket.write(request)
      }),
    close: () => socket.destroy()
  }
}

/** The text of a POST. */
export const post = (path: string, headers: Readonly<Record<string, string>>, body: string): string =>
  [
    `POST ${path} HTTP/1.1`,
    "Host: 127.0.0.1",
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    "Content-Type: application/json",
    `Content-Length: ${Buffer.byteLength(body)}`,
    "",
    body
  ].join("\r\n")
