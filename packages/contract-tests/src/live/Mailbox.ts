/**
 * The address on loopback to which a simulator sends its callbacks, as a platform would have one. It keeps what was
 * posted, byte for byte, and answers 200 to everything.
 */
import { createServer } from "node:http"
import type { Raw } from "@switchyard/core/Callback"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

/** A callback address that is up. */
export interface Mailbox {
  /** For example `http://127.0.0.1:40123`, the `callbackBaseUrl` of an adapter. */
  readonly url: string
  /** The callback that came last; when it came, its simulator's clock knows. */
  readonly last: () => Omit<Raw, "receivedAt"> | undefined
}

/** Opens a mailbox until the scope ends. */
export const open: Effect.Effect<Mailbox, never, Scope.Scope> = Effect.gen(function* () {
  let last: Omit<Raw, "receivedAt"> | undefined
  const server = createServer((incoming, outgoing) => {
    const chunks: Array<Buffer> = []
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk))
    incoming.on("end", () => {
      const headers = Object.entries(incoming.headers).flatMap(
        ([name, value]): Array<[string, string]> => (typeof value === "string" ? [[name, value]] : [])
      )
      last = {
        body: new Uint8Array(Buffer.concat(chunks)),
        headers: Object.fromEntries(headers),
        path: (incoming.url ?? "").replace(/^\/callbacks\/[^/]+\//, "")
      }
      outgoing.writeHead(200).end()
    })
  })
  const port = yield* Effect.acquireRelease(
    Effect.callback<number>((resume) => {
      server.listen(0, "127.0.0.1", () => {
        const address = server.address()
        resume(Effect.succeed(typeof address === "object" && address !== null ? address.port : 0))
      })
    }),
    () =>
      Effect.callback<void>((resume) => {
        server.close(() => resume(Effect.void))
        server.closeAllConnections()
      })
  )
  return { url: `http://127.0.0.1:${port}`, last: () => last }
})
