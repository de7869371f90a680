/** An OpenTelemetry collector on a loopback socket, which keeps the spans it is sent. */
import * as http from "node:http"
import type { AddressInfo } from "node:net"
import { Effect } from "effect"

export interface Span {
  readonly name: string
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly attributes: ReadonlyArray<{ readonly key: string; readonly value: { readonly stringValue?: string } }>
  readonly events?: ReadonlyArray<{ readonly name: string }>
}

interface Sent {
  readonly resourceSpans: ReadonlyArray<{ readonly scopeSpans: ReadonlyArray<{ readonly spans: ReadonlyArray<Span> }> }>
}

const spansOf = (body: string): ReadonlyArray<Span> => {
  const { resourceSpans }: Sent = JSON.parse(body)
  return resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans))
}

export interface Collector {
  readonly url: string
  /** The bodies of everything that was sent to `/v1/traces`. */
  readonly bodies: ReadonlyArray<string>
  readonly spans: () => ReadonlyArray<Span>
}

/** A collector, closed with the scope. */
export const collector = Effect.map(
  Effect.acquireRelease(
    Effect.promise(
      () =>
        new Promise<Collector & { readonly server: http.Server }>((resolve) => {
          const bodies: Array<string> = []
          const server = http.createServer((request, response) => {
            let body = ""
            request.setEncoding("utf8").on("data", (text) => (body += text))
            request.on("end", () => {
              if (request.url === "/v1/traces") bodies.push(body)
              response.writeHead(200, { "content-type": "application/json" }).end("{}")
            })
          })
          server.listen(0, "127.0.0.1", () => {
            const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
            resolve({ server, bodies, url, spans: () => bodies.flatMap(spansOf) })
          })
        })
    ),
    ({ server }) =>
      Effect.promise(async () => {
        server.closeAllConnections()
        await new Promise((resolve) => server.close(resolve))
      })
  ),
  (made): Collector => made
)
