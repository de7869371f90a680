/** A small listener for the simulators' callbacks: keeps each body as it came and answers 200 `OK`. */
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import type { Callback } from "@switchyard/core"
import * as Effect from "effect/Effect"

/** A callback and the instance whose address it came to. */
interface Received extends Callback.Raw {
  readonly instance: string
}

/** Where callbacks arrive, and what has arrived. */
export interface Inbox {
  readonly url: string
  readonly received: ReadonlyArray<Received>
}

/** Listens on a free loopback port until the scope closes. */
export const listen = Effect.acquireRelease(
  Effect.callback<Inbox & { readonly close: () => void }>((resume) => {
    const received: Array<Received> = []
    const server = createServer((request, response) => {
      const chunks: Array<Buffer> = []
      request.on("data", (chunk: Buffer) => chunks.push(chunk))
      request.on("end", () => {
        const [, , instance = "", ...path] = (request.url ?? "").split("/")
        received.push({ instance, body: Buffer.concat(chunks), headers: {}, path: path.join("/") })
        response.end("OK")
      })
    })
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo
      const close = () => {
        server.close()
        server.closeAllConnections()
      }
      resume(Effect.succeed({ url: `http://127.0.0.1:${port}`, received, close }))
    })
  }),
  ({ close }) => Effect.sync(close)
)
