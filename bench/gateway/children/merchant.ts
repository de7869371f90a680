/**
 * The merchant, in a process of its own: creates payouts over HTTP as fast as it is ordered to, and receives webhooks. It
 * knows of each payout when it was answered and when its last webhook came.
 */
import { createServer } from "node:http"
import { performance } from "node:perf_hooks"
import * as Child from "../Child.ts"
import * as Connection from "../Connection.ts"
import type { Order, Processed, Sent } from "../Merchant.ts"
import { quantile } from "../numbers.ts"

let made = 0
let paid = 0
let paidAt: Array<number> = []
let onPaid = () => {}

const receiver = createServer((request, response) => {
  const chunks: Array<Buffer> = []
  request.on("data", (chunk: Buffer) => chunks.push(chunk))
  request.on("end", () => {
    response.writeHead(204).end()
    if (!Buffer.concat(chunks).includes('"type":"payout.paid"')) return
    paid += 1
    paidAt.push(performance.now())
    onPaid()
  })
})
receiver.keepAliveTimeout = 60_000

const listening = new Promise<number>((resolve) => {
  receiver.listen(0, "127.0.0.1", () => {
    const address = receiver.address()
    resolve(typeof address === "object" && address !== null ? address.port : 0)
  })
})

const run = `${process.pid}-${Date.now().toString(36)}`

// As a merchant would write it, no shorter.
const payout = (keys: ReadonlyArray<string>, provider: string): string => {
  made += 1
  const reference = `bench-${run}-${made}`
  const body = JSON.stringify({
    reference,
    amount: { value: "1500.00", currency: "RUB" },
    destination: { type: "card", number: "4111111111111111", holder: "Ivanov Ivan Ivanovich" },
    provider,
    recipientEmail: "recipient@shop.example",
    description: "Reward payout",
    metadata: { campaign: "7" }
  })
  const key = keys[made % keys.length] ?? ""
  return Connection.post("/v1/payouts", { Authorization: `Bearer ${key}`, "Idempotency-Key": reference }, body)
}

const pause = (millis: number) => new Promise<void>((resolve) => setTimeout(resolve, millis))

/** Sends `count` payouts over `concurrency` connections, spread over the nodes; all of them must be answered 201. */
const send = async (order: Order, mayGo: () => Promise<void>): Promise<Sent> => {
  const { concurrency, count, keys, perSecond, ports, provider } = order
  const lines = await Promise.all(
    Array.from({ length: concurrency }, (_, index) => Connection.open(ports[index % ports.length] ?? 0))
  )
  const millis: Array<number> = []
  const began = performance.now()
  let next = 0
  const each = async (line: Connection.Connection) => {
    while (next < count) {
      const index = next
      next += 1
      await mayGo()
      // An open loop: what is late stays late, so a slow answer is not hidden by the one who waits for it.
      const planned = perSecond === undefined ? performance.now() : began + (index * 1000) / perSecond
      const early = planned - performance.now()
      if (early > 0) await pause(early)
      const { body, status } = await line.ask(payout(keys, provider))
      millis.push(performance.now() - planned)
      if (status !== 201) throw new Error(`a create was answered ${status}: ${body}`)
    }
  }
  try {
    await Promise.all(lines.map(each))
  } finally {
    for (const line of lines) line.close()
  }
  const seconds = (performance.now() - began) / 1000
  return { perSecond: count / seconds, p50: quantile(millis, 0.5), p99: quantile(millis, 0.99) }
}

const accept = (order: Order): Promise<Sent> => send(order, async () => {})

/** Sends with so many on their way and waits for the webhook of each. */
const processAll = async (order: Order): Promise<Processed> => {
  paid = 0
  paidAt = []
  let sent = 0
  const gates: Array<() => void> = []
  const done = Promise.withResolvers<void>()
  onPaid = () => {
    gates.shift()?.()
    if (paid === order.count) done.resolve()
  }
  const mayGo = async () => {
    sent += 1
    if (sent - paid > order.onTheirWay) await new Promise<void>((resolve) => gates.push(resolve))
  }
  const began = performance.now()
  const last = setTimeout(() => done.reject(new Error(`${paid} of ${order.count} were paid in time`)), order.mostMillis)
  const accepted = await send(order, mayGo)
  await done.promise
  clearTimeout(last)
  onPaid = () => {}
  // While it is in this stretch, one is created for each that comes to its end.
  const to = Math.max(1, order.count - order.onTheirWay)
  const from = Math.floor(to * 0.15)
  const middle = (paidAt[to] ?? 0) - (paidAt[from] ?? 0)
  return {
    perSecond: ((to - from) * 1000) / middle,
    overall: (order.count * 1000) / ((paidAt.at(-1) ?? 0) - began),
    accepted
  }
}

Child.serve<Order>(async (order) => {
  if (order.do === "listen") return listening
  return order.do === "accept" ? accept(order) : processAll(order)
})
