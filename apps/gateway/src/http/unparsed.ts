/**
 * Answers what Node cannot read as a request at all: headers that are too long, bytes that are not HTTP, headers that come
 * too slowly. They reach no handler, so they are answered here, as the same kind of problem as everything else.
 */
import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from "node:http"
import type { Duplex } from "node:stream"
import { contentType } from "./api/Problem.ts"
import { headersTooLarge, malformed, tooLarge, tooSlow } from "./problems.ts"

const problemOf = (error: Error) => {
  switch ("code" in error ? error.code : undefined) {
    case "HPE_HEADER_OVERFLOW":
      return headersTooLarge("headers_too_large")
    case "HPE_CHUNK_EXTENSIONS_OVERFLOW":
      return tooLarge("body_too_large")
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return tooSlow("request_timeout")
    default:
      return malformed("malformed_request")
  }
}

const textOf = (error: Error): string => {
  const problem = problemOf(error)
  const body = JSON.stringify(problem)
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
    `content-type: ${contentType}`,
    `content-length: ${Buffer.byteLength(body)}`,
    "cache-control: no-store",
    "x-content-type-options: nosniff",
    "connection: close"
  ]
  return `${head.join("\r\n")}\r\n\r\n${body}`
}

/** Makes a server answer what it cannot read. */
export const answerUnparsed = (server: Server): void => {
  // Nothing may be written into the middle of another answer.
  const answering = new WeakSet<Duplex>()
  server.on("request", ({ socket }: IncomingMessage, response: ServerResponse) => {
    answering.add(socket)
    response.once("close", () => answering.delete(socket))
  })
  server.on("clientError", (error: Error, socket: Duplex) => {
    if (socket.writable && !answering.has(socket)) socket.end(textOf(error), () => socket.destroy())
    else socket.destroy()
  })
}
