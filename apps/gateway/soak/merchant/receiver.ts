/**
 * The merchant's webhook endpoint. It checks every signature with the reference library of Standard Webhooks, fails a
 * third of the time in every way that endpoints have, until it is told to behave, and keeps what came, in the order in
 * which it came.
 */
import { createHash } from "node:crypto"
import { once } from "node:events"
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http"
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
  /** The `webhook-timestamp` in milliseconds: what has the same one is the same attempt, sent again on a new connection. */
  readonly sentAt: number
  /** How much later than that it came, by the world's time: of a node whose clock is wrong that says nothing of when it was sent. */
  readonly lateMillis: number
}

/** The endpoint. */
export interface Receiver {
  readonly url: string
  readonly received: ReadonlyArray<Received>
  /** What had no good signature, in words. */
  readonly unsigned: ReadonlyArray<string>
  /** How many were refused because their time was not about now, as a late one is. */
  readonly stale: () => number
  /** Fails no more. */
  readonly behave: () => void
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

const failures = ["fails", "moves", "resets", "breaks off", "fails slowly", "is busy"] as const

type Conduct = (typeof failures)[number] | "takes it" | "takes it slowly" | "refuses it"

const mostSlowMillis = 4_000

const answer =
  (status: number, headers: Record<string, string> = {}) =>
  (response: ServerResponse) =>
    void response.writeHead(status, headers).end()

const late = (status: number) => (response: ServerResponse, millis: number) =>
  void setTimeout(() => answer(status)(response), millis)

const answers: Readonly<Record<Conduct, (response: ServerResponse, millis: number) => void>> = {
  "takes it": answer(200),
  "takes it slowly": late(200),
  "refuses it": answer(400),
  fails: answer(500),
  "fails slowly": late(500),
  "is busy": answer(503, { "retry-after": "1" }),
  moves: answer(302, { location: "/elsewhere" }),
  resets: (response) => void response.socket?.destroy(),
  "breaks off": (response) => {
    response.writeHead(500, { "content-length": "100" })
    response.write("half", () => response.socket?.destroy())
  }
}

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
  let isBad = true

  // A third fails; of the rest some take their time.
  const conduct = (): Conduct => {
    if (!isBad) return "takes it"
    if (random.chance(1 / 3)) return random.pick(failures)
    return random.chance(0.1) ? "takes it slowly" : "takes it"
  }

  const judge = (body: string, headers: Record<string, string>): Conduct => {
    const event = verifyAt(now(), body, headers) as { readonly type: string; readonly data: Resource } | undefined
    if (event === undefined) {
      const isGenuine = verifyAt(Number(headers["webhook-timestamp"]) * 1000, body, headers) !== undefined
      if (isGenuine) stale += 1
      else unsigned.push(`${headers["webhook-id"]} with ${body.length} characters`)
      return "refuses it"
    }
    const does = conduct()
    const message = {
      id: headers["webhook-id"] ?? "",
      type: event.type,
      resource: event.data,
      digest: createHash("sha256").update(body).digest("base64url"),
      accepted: does === "takes it" || does === "takes it slowly",
      sentAt: Number(headers["webhook-timestamp"]) * 1000,
      lateMillis: now() - Number(headers["webhook-timestamp"]) * 1000
    }
    received.push(message)
    if (message.accepted) onAccepted(message)
    return does
  }

  const server = createServer((request, response) => {
    let body = ""
    request.setEncoding("utf8").on("data", (text) => (body += text))
    request.on("end", () => {
      answers[judge(body, headersOf(request.headers))](response, random.below(mostSlowMillis))
    })
  })
  await once(server.listen(0, "127.0.0.1"), "listening")
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`,
    received,
    unsigned,
    stale: () => stale,
    behave: () => {
      isBad = false
    },
    close: async () => {
      server.closeAllConnections()
      await once(server.close(), "close")
    }
  }
}
