/**
 * Everything that the simulators were asked while a dump was made, with its time: their admin routes and the gateway's own
 * requests. Asked the same again, fresh simulators come into the same state, ids included, because nothing in them is random.
 */
import type { Fetch } from "@switchyard/sandbox"
import type { Simulators } from "../operations/support/simulators.ts"

/** One request to a simulator. */
export interface Call {
  readonly at: number
  readonly to: "feennex" | "p2p" | "stripe"
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** False when no answer ever came. */
  readonly isOver: boolean
}

type Open = { -readonly [K in keyof Call]: Call[K] }

/** Records what simulators are asked. */
export const makeTape = (now: () => number) => {
  const calls: Array<Open> = []
  const wrap =
    (to: Call["to"], fetch: Fetch): Fetch =>
    async (input, init) => {
      const request = new Request(input, init)
      const { method, url } = request
      const headers = Object.fromEntries(request.headers)
      const call = { at: now(), to, method, url, headers, body: await request.clone().text(), isOver: false }
      calls.push(call)
      try {
        return await fetch(request)
      } finally {
        call.isOver = true
      }
    }
  return { wrap, calls: (): ReadonlyArray<Call> => calls.map((call) => ({ ...call })) }
}

const turns = async (count: number) => {
  for (let n = 0; n < count; n += 1) await new Promise((resolve) => setImmediate(resolve))
}

/** Asks fresh simulators the same again. */
export const play = async (simulators: Simulators, calls: ReadonlyArray<Call>) => {
  for (const { at, body, headers, isOver, method, to, url } of calls) {
    await simulators.clock.advance(at - simulators.clock.now())
    const request = new Request(url, { method, headers, ...(method === "GET" ? {} : { body }) })
    const answered = simulators.fetch[to](request).then((response) => response.arrayBuffer())
    // A reset, or an answer cut off, is as it was.
    if (isOver) await answered.catch(() => undefined)
    else await turns(10)
    await simulators.feennex.admin.callbacksIdle()
    await simulators.p2p.admin.callbacksIdle()
  }
}

/** What the simulators hold and have paid: the same at the end of the story and after it was played. */
export const holdings = ({ feennex, p2p }: Simulators) => ({
  operations: [...feennex.admin.operations(), ...p2p.admin.operations()].map(
    ({ amount, currency, id, kind, money, reference, status }) => ({
      kind,
      id,
      reference,
      status,
      money,
      amount,
      currency
    })
  ),
  ledger: [...feennex.admin.ledger(), ...p2p.admin.ledger()].map(({ amount, currency, id, kind, reference }) => ({
    kind,
    id,
    reference,
    amount,
    currency
  }))
})

/** What the simulators hold and have paid. */
export type Holdings = ReturnType<typeof holdings>
