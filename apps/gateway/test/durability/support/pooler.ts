/** A place like a transaction pooler: its sessions are the server's own, whatever a client asks for when it connects. */
import { openProxy } from "../../operations/support/proxy.ts"

const headBytes = 8

/** A startup message that says who wants which database, and nothing else. */
const plain = (first: Buffer): Buffer => {
  const length = first.readInt32BE(0)
  const words = first.subarray(headBytes, length).toString().split("\0")
  const pairs = words.flatMap((name, index) => (index % 2 === 0 ? [[name, words[index + 1] ?? ""] as const] : []))
  const kept = pairs.filter(([name]) => name === "user" || name === "database")
  const body = Buffer.from(`${kept.map(([name, value]) => `${name}\0${value}\0`).join("")}\0`)
  const head = Buffer.from(first.subarray(0, headBytes))
  head.writeInt32BE(headBytes + body.length, 0)
  return Buffer.concat([head, body, first.subarray(length)])
}

/** Opens one before the server on this port. */
export const openPooler = (port: number) => openProxy(port, plain)
