/**
 * The merchant's webhook endpoint. It checks every signature with the reference library of Standard Webhooks, now and
 * then fails as endpoints do, and keeps what came, in the order in which it came.
 */
import { createHash } from "node:crypto"
import { once } from "node:events"
import { createServer, type IncomingHttpHeaders } from "node:http"
import type { AddressInfo } from "node:net"
import { Webhook } from "standardwebhooks"
import type { Random } from "../random.ts"
import { webhookSecret } from "../world/config.ts"
import type { Resource } from "./client.ts"

/** A webhook that came. */
export interface Received {
  /** The `webhook-id`. */
  readonly id: string
  readonly type: string
  readonly resource: Resource
  /** Of the body, which a repeat must not change. */
  readonly digest: string
  /** Whether it was answered with 2xx; a merchant may have kept it and failed to say so. */
  readonly accepted: boolean
}

/** The endpoint. */
export interface Receiver {
  readonly url: string
  readonly received: ReadonlyArray<Received>
  /** What had no good signature, in words. */
  readonly unsigned: ReadonlyArray<string>
  /** How many were refused because their time was not about now, as a late one is. */
  readonly stale: () => number
  readonly close: () => Promise<void>
}

/** What the endpoint is made with. */
export interface Options {
  readonly random: Random
  /** The world's time. */
  readonly now: () => number
  readonly onAccepted: (received: Received) => void
}

const webhook = new Webhook(webhookSecret)

// The library knows the machine's clock alone.
const verifyAt = (now: number, body: string, headers: Record<string, string>): unknown => {
  const machine = Date.now
  Date.now = () => now
  try {
    return webhook.verify(body, headers)
  } catch {
    return undefined
  } finally {
    Date.now = machine
  }
}

const headersOf = (headers: IncomingHttpHeaders): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))

/** Opens the endpoint on a free port of loopback. */
export const open = async ({ now, onAccepted, random }: Options): Promise<Receiver> => {
  const received: Array<Received> = []
  const unsigned: Array<string> = []
  let stale = 0

  const judge = (body: string, headers: Record<string, string>): number => {
    const event = verifyAt(now(), body, headers) as { readonly type: string; readonly data: Resource } | undefined
    if (event === undefined) {
      const isGenuine = verifyAt(Number(headers["webhook-timestamp"]) * 1000, body, headers) !== undefined
      if (isGenuine) stale += 1
      else unsigned.push(`${headers["webhook-id"]} with ${body.length} characters`)
      return 400
    }
    const status = random.chance(0.03) ? 500 : random.chance(0.02) ? 0 : 200
    const message = {
      id: headers["webhook-id"] ?? "",
      type: event.type,
      resource: event.data,
      digest: createHash("sha256").update(body).digest("base64url"),
      accepted: status === 200
    }
    received.push(message)
    if (message.accepted) onAccepted(message)
    return status
  }

  const server = createServer((request, response) => {
    let body = ""
    request.setEncoding("utf8").on("data", (text) => (body += text))
    request.on("end", () => {
      const status = judge(body, headersOf(request.headers))
      if (status === 0) request.socket.destroy()
      else response.writeHead(status).end()
    })
  })
  await once(server.listen(0, "127.0.0.1"), "listening")
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`,
    received,
    unsigned,
    stale: () => stale,
    close: async () => {
      server.closeAllConnections()
      await once(server.close(), "close")
    }
  }
}
