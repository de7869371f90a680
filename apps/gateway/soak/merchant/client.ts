/**
 * The merchant's side of the HTTP interface, written as its users would write it: whoever gets no answer, or is told to
 * come again, asks again with the same key. Every other answer than those the interface promises is kept as a surprise.
 */
import { setTimeout as pause } from "node:timers/promises"
import { apiKey } from "../world/config.ts"
import type { Order } from "./orders.ts"

/** An operation as the gateway shows it. */
export interface Resource {
  readonly id: string
  readonly object: Order["kind"]
  readonly reference: string
  readonly status: string
  readonly provider: string | null
  readonly amount: { readonly value: string; readonly currency: string }
  readonly version: number
  /** Of a refund: the payment that it is of. */
  readonly payment?: string
  /** Of a payment: what was paid back of it. */
  readonly refundedAmount?: { readonly value: string; readonly currency: string } | null
  /** Of a payment: `manual` where it is held first. */
  readonly captureMethod?: "automatic" | "manual"
  /** Of a payment: what was captured of it. */
  readonly capturedAmount?: { readonly value: string; readonly currency: string } | null
  /** Of a payment: the latest capture or cancel of it. */
  readonly change?: { readonly number: number; readonly type: string; readonly status: string } | null
}

/** An order that the gateway has answered with 201. */
export interface Acknowledged {
  readonly order: Order
  readonly id: string
}

/** How the requests went. */
export interface Counts {
  /** No answer came: refused, reset, too late. */
  lost: number
  /** 503, as while the database is away. */
  unavailable: number
  /** Answered as the repeat of an earlier request. */
  replayed: number
}

/** A merchant's client. */
export interface Client {
  readonly counts: Counts
  /** What the interface does not promise, in words. */
  readonly surprises: Array<string>
  /** Asks until it is answered. */
  readonly create: (order: Order) => Promise<Acknowledged>
  /** The same for a refund; undefined where it is refused as more than is left. */
  readonly refund: (order: Order) => Promise<Acknowledged | undefined>
  /** Asks for a capture or a cancel until it is answered: `taken`, or the code by which it may be refused. */
  readonly change: (path: string, key: string, body?: string) => Promise<string>
  /** Reads what must be there; the status is 200 unless the gateway is away. */
  readonly get: <A>(path: string) => Promise<A>
  /** Asks once and takes any answer. */
  readonly post: (path: string) => Promise<number>
}

const authorization = { authorization: `Bearer ${apiKey}` }
// By these codes a merchant knows that what it asked for has no place.
const refusals = {
  201: ["exceeds_captured"],
  202: ["exceeds_authorized", "in_flight", "not_capturable", "not_cancelable"]
} as const
const answerMillis = 20_000
// About two minutes: longer than anything is ever away.
const mostTries = 1200

/** A client that asks one of these addresses each time. */
export const make = (address: () => string): Client => {
  const counts: Counts = { lost: 0, unavailable: 0, replayed: 0 }
  const surprises: Array<string> = []

  const ask = async (path: string, init: RequestInit = {}): Promise<Response | undefined> => {
    try {
      const signal = AbortSignal.timeout(answerMillis)
      return await fetch(`${address()}${path}`, { ...init, signal, headers: { ...authorization, ...init.headers } })
    } catch {
      counts.lost += 1
      return undefined
    }
  }

  // The body may be cut off too.
  const read = async <A>(answer: Response): Promise<A | undefined> => {
    try {
      return (await answer.json()) as A
    } catch {
      counts.lost += 1
      return undefined
    }
  }

  const isAway = (answer: Response, what: string): boolean => {
    if (answer.status !== 503) return false
    counts.unavailable += 1
    if (answer.headers.get("retry-after") === null) surprises.push(`${what}: 503 without Retry-After`)
    return true
  }

  // Asks under one key until there is an answer, and tells the code of one that refuses.
  const answered = async (path: string, key: string, status: keyof typeof refusals, body?: string) => {
    for (let tries = 0; tries < mostTries; tries += 1) {
      if (tries > 0) await pause(100)
      const answer = await ask(path, {
        method: "POST",
        headers: { "idempotency-key": key, ...(body !== undefined && { "content-type": "application/json" }) },
        ...(body !== undefined && { body })
      })
      if (answer === undefined || isAway(answer, key)) continue
      const resource = await read<Resource & { readonly code?: string }>(answer)
      if (resource === undefined || answer.status === 429) continue
      const refusal = refusals[status].find((code) => answer.status === 409 && code === resource.code)
      if (refusal !== undefined) return refusal
      if (answer.status !== status) {
        throw new Error(`${key} was answered with ${answer.status}: ${JSON.stringify(resource)}`)
      }
      if (answer.headers.get("idempotency-replayed") === "true") counts.replayed += 1
      return resource
    }
    throw new Error(`${key} was not answered ${mostTries} times`)
  }

  const surprising = async <A>(answer: Promise<A>): Promise<A> => {
    try {
      return await answer
    } catch (error) {
      surprises.push(String(error))
      throw error
    }
  }

  const kept = async (order: Order): Promise<Acknowledged | undefined> => {
    const made = await surprising(answered(`/v1/${order.kind}s`, order.reference, 201, order.body))
    return typeof made === "string" ? undefined : { order, id: made.id }
  }

  return {
    counts,
    surprises,
    create: async (order) => {
      const made = await kept(order)
      if (made !== undefined) return made
      surprises.push(`${order.reference} was refused as more than is left`)
      throw new Error(`${order.reference} was refused`)
    },
    refund: kept,
    change: async (path, key, body) => {
      const answer = await surprising(answered(path, key, 202, body))
      return typeof answer === "string" ? answer : "taken"
    },
    get: async <A>(path: string): Promise<A> => {
      for (let tries = 0; tries < mostTries; tries += 1) {
        if (tries > 0) await pause(100)
        const answer = await ask(path)
        if (answer === undefined || isAway(answer, path) || answer.status === 429) continue
        if (answer.status !== 200) throw new Error(`${path} was answered with ${answer.status}`)
        const body = await read<A>(answer)
        if (body !== undefined) return body
      }
      throw new Error(`${path} was not answered ${mostTries} times`)
    },
    post: async (path) => {
      const answer = await ask(path, { method: "POST" })
      await answer?.body?.cancel()
      return answer?.status ?? 0
    }
  }
}
