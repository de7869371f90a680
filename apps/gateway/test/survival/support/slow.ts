/** Clients that send as little as they can, as slowly as they can, or far too much, and never go away by themselves. */
import { connect } from "node:net"
import { apiKey } from "../../../soak/world/config.ts"

interface Kind {
  readonly name: string
  readonly count: number
  /** Sent at once. */
  readonly head: string
  /** Sent after that, again and again. */
  readonly drop: string
  /** Milliseconds between two drops. */
  readonly every: number
}

/** How a connection ended. */
export interface Ended {
  readonly name: string
  /** What was answered before the other side closed it; empty when it was reset before that could be read. */
  readonly text: string
}

const request = (line: string, ...headers: ReadonlyArray<string>): string =>
  [`${line} HTTP/1.1`, "Host: x", ...headers, "", ""].join("\r\n")
const callback = "POST /callbacks/p2p/payout/success"
const create = ["POST /v1/payouts", `Authorization: Bearer ${apiKey}`, "Idempotency-Key: slow"] as const
const chunk = `4000\r\n${"x".repeat(0x4000)}\r\n`

const kinds: ReadonlyArray<Kind> = [
  { name: "slow headers", count: 100, head: "GET /healthz HTTP/1.1\r\nX-Slow: ", drop: "x", every: 500 },
  { name: "a slow callback", count: 100, head: request(callback, "Content-Length: 5000"), drop: " ", every: 500 },
  { name: "a slow create", count: 50, head: request(...create, "Content-Length: 5000"), drop: " ", every: 500 },
  {
    name: "long headers",
    count: 50,
    head: `GET /healthz HTTP/1.1\r\nX-Long: ${"x".repeat(20_000)}`,
    drop: "x",
    every: 500
  },
  { name: "a long callback", count: 20, head: request(callback, "Transfer-Encoding: chunked"), drop: chunk, every: 50 },
  { name: "a long create", count: 20, head: request(...create, "Transfer-Encoding: chunked"), drop: chunk, every: 50 },
  {
    name: "a callback that says it is long",
    count: 20,
    head: request(callback, "Content-Length: 9999999"),
    drop: " ",
    every: 500
  }
]

const drip = (port: number, { drop, every, head, name }: Kind): Promise<Ended> =>
  new Promise((resolve) => {
    let text = ""
    const socket = connect(port, "127.0.0.1", () => socket.write(head))
    const timer = setInterval(() => socket.writable && socket.write(drop), every)
    socket.on("data", (bytes) => (text += bytes.toString("latin1")))
    // A reset is an end too.
    socket.on("error", () => undefined)
    socket.on("close", () => {
      clearInterval(timer)
      resolve({ name, text })
    })
  })

/** Connects all of them at once; resolves when the other side has closed every connection. */
export const all = (port: number): Promise<ReadonlyArray<Ended>> =>
  Promise.all(kinds.flatMap((kind) => Array.from({ length: kind.count }, () => drip(port, kind))))
