/** A merchant's endpoint on a loopback socket, which keeps what it got and answers as it is told. */
import * as http from "node:http"
import type { AddressInfo } from "node:net"
import { Effect, Redacted } from "effect"
import type { Endpoint } from "../../../src/webhooks/Endpoint.ts"

export interface Received {
  readonly headers: http.IncomingHttpHeaders
  readonly body: string
  readonly path: string
}

export type Reply = (response: http.ServerResponse, received: Received) => void

export interface Receiver {
  readonly url: string
  readonly received: Array<Received>
  /** Resolves when that many messages have come. */
  readonly got: (count: number) => Effect.Effect<void>
  reply: Reply
}

export const status =
  (code: number, headers: Record<string, string> = {}): Reply =>
  (response) =>
    void response.writeHead(code, headers).end()

export const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

export const receiver = Effect.acquireRelease(
  Effect.promise(
    () =>
      new Promise<Receiver & { readonly server: http.Server }>((resolve) => {
        const received: Array<Received> = []
        let waiting: Array<() => void> = []
        const server = http.createServer((request, response) => {
          let body = ""
          request.setEncoding("utf8").on("data", (text) => (body += text))
          request.on("end", () => {
            const message = { headers: request.headers, body, path: request.url ?? "" }
            received.push(message)
            self.reply(response, message)
            const woken = waiting
            waiting = []
            for (const wake of woken) wake()
          })
        })
        const wait = async (count: number): Promise<void> => {
          while (received.length < count) await new Promise<void>((wake) => waiting.push(wake))
        }
        const self = {
          server,
          received,
          url: "",
          reply: status(200),
          got: (count: number) => Effect.promise(() => wait(count))
        }
        server.listen(0, "127.0.0.1", () => {
          self.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`
          resolve(self)
        })
      })
  ),
  ({ server }) =>
    Effect.promise(async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    })
)

export const endpoint = (url: string, more: Partial<Endpoint> = {}): Endpoint => ({
  url,
  secrets: [Redacted.make(secret)],
  events: ["*"],
  allowPrivateTargets: true,
  ...more
})
