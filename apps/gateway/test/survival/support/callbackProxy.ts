/** Somebody between a provider and the gateway: passes every callback on, and keeps it to send it again later. */
import { once } from "node:events"
import { Agent, createServer, request } from "node:http"
import type { AddressInfo } from "node:net"

/** A callback as it went over the wire. */
export interface Callback {
  readonly path: string
  readonly contentType: string
  readonly body: string
}

/** Whoever listens. */
export interface CallbackProxy {
  readonly url: string
  readonly callbacks: ReadonlyArray<Callback>
  readonly close: () => Promise<void>
}

const agent = new Agent({ keepAlive: true })

/** Sends a callback to a gateway; the status of its answer. */
export const send = (gateway: string, { body, contentType, path }: Callback): Promise<number> =>
  new Promise((resolve, reject) => {
    const headers = { "content-type": contentType, "content-length": Buffer.byteLength(body) }
    const sent = request(`${gateway}${path}`, { agent, method: "POST", headers }, (answer) => {
      answer.resume().on("end", () => resolve(answer.statusCode ?? 0))
    })
    sent.on("error", reject).end(body)
  })

/** Listens before the gateway at this address. */
export const openCallbackProxy = async (gateway: () => string): Promise<CallbackProxy> => {
  const callbacks: Array<Callback> = []
  const server = createServer((request, response) => {
    let body = ""
    request.setEncoding("utf8").on("data", (text) => (body += text))
    request.on("end", () => {
      const callback = { path: request.url ?? "", contentType: request.headers["content-type"] ?? "", body }
      callbacks.push(callback)
      send(gateway(), callback).then(
        (status) => response.writeHead(status).end(),
        () => response.destroy()
      )
    })
  })
  await once(server.listen(0, "127.0.0.1"), "listening")
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    callbacks,
    close: async () => {
      agent.destroy()
      server.closeAllConnections()
      await once(server.close(), "close")
    }
  }
}
