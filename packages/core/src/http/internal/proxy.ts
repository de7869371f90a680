/**
 * A tunnel through a proxy, by CONNECT. The proxy is told where to and who we are, and never anything of a request.
 * https://www.rfc-editor.org/rfc/rfc9110#CONNECT
 */
import * as net from "node:net"
import { TransportError } from "./fault.ts"

/** A proxy. */
export interface Address {
  readonly hostname: string
  readonly port: number
  readonly authorization: string | undefined
}

/** A proxy by its URL; throws where that is none that can be used. */
export const addressOf = (text: string): Address => {
  const url = URL.parse(text)
  if (url?.protocol !== "http:" || url.pathname !== "/" || url.search !== "" || url.hash !== "") {
    throw new TypeError("no http URL of a proxy")
  }
  const [user, password] = [url.username, url.password].map(decodeURIComponent)
  const isNamed = user !== "" || password !== ""
  return {
    hostname: url.hostname.replace(/^\[(.*)\]$/, "$1"),
    port: Number(url.port || 80),
    authorization: isNamed ? `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}` : undefined
  }
}

const maxHeadBytes = 16_384

const bracketed = (hostname: string): string => (hostname.includes(":") ? `[${hostname}]` : hostname)

/** Opens a tunnel to a host; the socket that is returned at once is the one that is called back with when it stands. */
export const tunnel = (
  { authorization, hostname, port }: Address,
  to: { readonly hostname: string; readonly port: string },
  timeout: number,
  done: (...result: [error: Error, socket: undefined] | [error: undefined, socket: net.Socket]) => void
): net.Socket => {
  const socket = net.connect({ host: hostname, port })
  let head = Buffer.alloc(0)
  const timer = setTimeout(() => fail("UND_ERR_CONNECT_TIMEOUT"), timeout)
  const stop = () => {
    clearTimeout(timer)
    socket.off("data", read).off("error", failed).off("close", closed)
  }
  const fail = (code: string) => {
    stop()
    socket.on("error", () => {}).destroy()
    done(new TransportError(code), undefined)
  }
  const failed = (error: Error) => {
    stop()
    done(error, undefined)
  }
  const closed = () => fail("PROXY_CLOSED")
  const read = (chunk: Buffer) => {
    head = Buffer.concat([head, chunk])
    const end = head.indexOf("\r\n\r\n")
    if (end === -1) {
      if (head.length > maxHeadBytes) fail("PROXY_UNREADABLE")
      return
    }
    const status = /^HTTP\/1\.[01] (\d{3})[ \r]/.exec(head.toString("latin1", 0, end + 1))?.[1]
    if (status === undefined) return fail("PROXY_UNREADABLE")
    if (!status.startsWith("2")) return fail(`PROXY_REFUSED_${status}`)
    // Nobody speaks before us on a connection that stands: not TLS, and not HTTP.
    if (head.length > end + 4) return fail("PROXY_UNREADABLE")
    stop()
    done(undefined, socket)
  }
  const target = `${bracketed(to.hostname)}:${to.port}`
  const lines = [
    `CONNECT ${target} HTTP/1.1`,
    `host: ${target}`,
    ...(authorization === undefined ? [] : [`proxy-authorization: ${authorization}`])
  ]
  socket.setNoDelay(true).on("data", read).on("error", failed).on("close", closed)
  socket.once("connect", () => socket.write(`${lines.join("\r\n")}\r\n\r\n`))
  return socket
}
