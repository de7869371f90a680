/**
 * The bank in a process of its own: the reference provider behind a socket, with pages for whoever plays payers, its desk and bad
 * luck. What it holds is the truth that the gateway's books are compared with.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import * as Money from "@switchyard/core/Money"
import * as Simulator from "@switchyard/memory/Simulator"
import { Effect } from "effect"
import { account } from "./account.ts"

const bank = Simulator.make(account)
const faults: Array<{ readonly path: string; readonly fault: Simulator.Fault; left: number }> = []
const exceeding: Array<{ readonly reference: string; readonly payment: string }> = []
let offlineUntil = 0
// Time is set ahead for the whole world: how long nobody listens is counted by what really passes.
const passed = () => performance.now()

const read = async (request: IncomingMessage): Promise<string> => {
  let text = ""
  for await (const chunk of request.setEncoding("utf8")) text += chunk
  return text
}

const headersOf = ({ headers }: IncomingMessage): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))

const carryOut = async (path: string, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const body = await read(request)
  const index = faults.findIndex((each) => each.path === path)
  const there = faults[index]
  if (there !== undefined) {
    there.left -= 1
    if (there.left <= 0) faults.splice(index, 1)
    bank.fault(there.fault, { path })
  }
  const exchange = bank.exchange({ path, headers: headersOf(request), body })
  const answer = await Effect.runPromise(Effect.catch(exchange, (never) => Effect.succeed(never)))
  if ("text" in answer && answer.text.includes("exceeds_captured")) {
    const { payment_reference: payment, reference } = JSON.parse(body) as Record<
      "payment_reference" | "reference",
      string
    >
    exceeding.push({ reference, payment })
  }
  if ("text" in answer) response.writeHead(answer.status, answer.headers).end(answer.text)
  else response.socket?.destroy()
}

const textOf = ({ currency, ...money }: Money.Money) => ({ amount: Money.toText({ currency, ...money }), currency })

const payments = () => bank.operations("payment")

const refunds = () =>
  payments().flatMap(({ reference }) =>
    bank.refunds(reference).map(({ amount, id, mark, status }) => ({
      id,
      reference: mark ?? null,
      payment: reference,
      status,
      ...textOf(amount)
    }))
  )

const captures = () =>
  payments().flatMap(({ reference }) =>
    bank.captures(reference).map(({ amount, id, mark, status }) => ({
      id,
      mark: mark ?? null,
      payment: reference,
      status,
      ...textOf(amount)
    }))
  )

const sumOf = (parts: ReadonlyArray<{ readonly amount: string }>): number =>
  parts.reduce((sum, { amount }) => sum + Number(amount), 0)

// What was captured of it; of one that was not held, all of it.
const takenOf = ({ amount, reference }: Simulator.Operation): number => {
  const ours = captures().filter(({ payment }) => payment === reference)
  return ours.length === 0 ? Number(Money.toText(amount)) : sumOf(ours.filter(({ status }) => status === "done"))
}

type Given = { readonly [name: string]: unknown }

const pages: Readonly<Record<string, (given: Given) => unknown>> = {
  ledger: () =>
    (["payment", "refund"] as const)
      .flatMap((kind) => bank.ledger(kind))
      .map(({ amount, kind, reference }) => ({ kind, reference, ...textOf(amount) })),
  operations: () =>
    (["payment", "refund"] as const)
      .flatMap((kind) => bank.operations(kind))
      .map(({ id, kind, reference }) => ({ id, kind, reference })),
  violations: () => [],
  exceeding: () => exceeding,
  payments: () => payments().map(({ amount, reference, status }) => ({ reference, status, ...textOf(amount) })),
  refunds,
  captures,
  clock: () => ({ now: Date.now() }),
  offline: ({ ms }) => {
    offlineUntil = passed() + Number(ms)
    return {}
  },
  script: ({ fault, path, times }) => {
    faults.push({ fault: fault as Simulator.Fault, path: String(path), left: Number(times) })
    return {}
  },
  behave: () => {
    faults.length = 0
    return {}
  },
  settle: ({ kind, reference, status }) => {
    bank.settle(kind as Simulator.Kind, String(reference), String(status))
    return {}
  },
  // Its people count as well: by what is paid back already, and may be.
  desk: ({ amount, payment }) => {
    const there = payments().find(({ reference }) => reference === payment)
    const alive = refunds().filter((each) => each.payment === payment && /^(asked|paid_back)$/.test(each.status))
    if (there === undefined || sumOf(alive) + Number(amount) > takenOf(there)) return {}
    bank.refund(String(payment), { amount: Money.unsafe(String(amount), "RUB"), status: "paid_back" })
    return {}
  },
  // They capture no more than is held, and nothing after the last capture.
  deskCapture: ({ amount, payment }) => {
    const there = payments().find(({ reference }) => reference === payment)
    const alive = captures().filter((each) => each.payment === payment && each.status !== "failed")
    if (there?.status !== "held" || sumOf(alive) + Number(amount) > Number(Money.toText(there.amount))) return {}
    bank.capture(String(payment), { amount: Money.unsafe(String(amount), "RUB"), status: "done" })
    return {}
  }
}

const own = "/_sandbox/"

const server = createServer((request, response) => {
  const { pathname } = new URL(request.url ?? "/", "http://bank")
  if (passed() < offlineUntil) return void response.socket?.destroy()
  if (!pathname.startsWith(own)) return void carryOut(pathname, request, response)
  const page = pages[pathname.slice(own.length)]
  void read(request).then((text) => {
    try {
      const answer = page?.(text === "" ? {} : (JSON.parse(text) as Given))
      response.writeHead(answer === undefined ? 404 : 200, { "content-type": "application/json" })
      response.end(JSON.stringify(answer ?? null))
    } catch (error) {
      response.writeHead(400).end(String(error))
    }
  })
})

server.listen(Number(process.argv[2]), "127.0.0.1", () => console.log("the bank listens"))
