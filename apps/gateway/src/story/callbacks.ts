/** A small listener for the simulator's callbacks: keeps each body as it came and answers 200, as Feennex expects. */
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import type { Callback } from "@switchyard/core"
import * as Effect from "effect/Effect"

/** Where callbacks arrive, and what has arrived. */
export interface Inbox {
  readonly url: string
  readonly received: ReadonlyArray<Callback.Raw>
}

/** Listens on a free loopback port until the scope closes. */
export const listen = Effect.acquireRelease(
  Effect.callback<Inbox & { readonly close: () => void }>((resume) => {
    const received: Array<Callback.Raw> = []
    const server = createServer((request, response) => {
      const chunks: Array<Buffer> = []
      request.on("data", (chunk: Buffer) => chunks.push(chunk))
      request.on("end", () => {
        received.push({ body: Buffer.concat(chunks), headers: {}, path: request.url ?? "" })
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
