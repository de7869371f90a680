/** The gateway as its merchants speak to it: the fixed interface over HTTP, and nothing behind it. */
import { setTimeout as wait } from "node:timers/promises"
import type { PaymentResource, PayoutResource, RefundResource, TimelineEntry } from "../model/Resource.ts"

/** What can be created. */
export interface Kinds {
  readonly payments: PaymentResource
  readonly payouts: PayoutResource
  readonly refunds: RefundResource
}

interface Request {
  readonly reference: string
  readonly [field: string]: unknown
}

/** A refusal, as far as the demo reads it. */
interface Refusal {
  readonly code: string
  readonly left?: { readonly value: string }
}

/** A gateway and the API key to use there. */
export interface Gateway {
  readonly create: <K extends keyof Kinds>(kind: K, request: Request) => Promise<Kinds[K]>
  /** Captures this much of a payment that is held, and lets the rest go. */
  readonly capture: (id: string, amount: PaymentResource["amount"]) => Promise<PaymentResource>
  /** What it says to a request that it refuses. */
  readonly refusal: (kind: keyof Kinds, request: Request) => Promise<Refusal>
  /** The same of a capture. */
  readonly captureRefusal: (id: string, amount: PaymentResource["amount"]) => Promise<Refusal>
  /** Has it ask the provider now, or as soon as that may be asked again. */
  readonly refresh: <K extends keyof Kinds>(kind: K, id: string) => Promise<Kinds[K]>
  readonly get: <K extends keyof Kinds>(kind: K, id: string) => Promise<Kinds[K]>
  readonly timeline: (kind: keyof Kinds, id: string) => Promise<ReadonlyArray<TimelineEntry>>
}

/** Speaks to the gateway at this address; an answer that is not a success rejects with what it says. */
export const connect = (url: string, apiKey: string): Gateway => {
  const ask = async (path: string, init: RequestInit & { readonly headers?: Record<string, string> } = {}) => {
    const headers = { ...init.headers, authorization: `Bearer ${apiKey}` }
    const answer = await fetch(`${url}/v1/${path}`, { ...init, headers })
    return { answer, text: await answer.text() }
  }
  const read = (answer: Response, path: string, text: string) => {
    if (!answer.ok) throw new Error(`the gateway answered ${answer.status} to ${path}: ${text}`)
    return JSON.parse(text)
  }
  const succeed = async (path: string, init?: Parameters<typeof ask>[1]) => {
    const { answer, text } = await ask(path, init)
    return read(answer, path, text)
  }
  const posting = (body: object, key: string) => ({
    method: "POST",
    headers: { "content-type": "application/json", "idempotency-key": `demo-${key}` },
    body: JSON.stringify(body)
  })
  const refuse = async (path: string, init: ReturnType<typeof posting>): Promise<Refusal> => {
    const { answer, text } = await ask(path, init)
    if (answer.ok) throw new Error(`the gateway has taken what it should refuse: ${path} ${init.body}`)
    return JSON.parse(text)
  }
  const capturing = (id: string, amount: PaymentResource["amount"]) =>
    [`payments/${id}/capture`, posting({ amount }, `capture-${id}-${amount.value}`)] as const
  return {
    create: (kind, request) => succeed(kind, posting(request, request.reference)),
    capture: (id, amount) => succeed(...capturing(id, amount)),
    refusal: (kind, request) => refuse(kind, posting(request, request.reference)),
    captureRefusal: (id, amount) => refuse(...capturing(id, amount)),
    refresh: async (kind, id) => {
      const path = `${kind}/${id}/refresh`
      const { answer, text } = await ask(path, { method: "POST" })
      if (answer.status !== 429) return read(answer, path, text)
      await wait(Number(answer.headers.get("retry-after")) * 1000)
      return succeed(path, { method: "POST" })
    },
    get: (kind, id) => succeed(`${kind}/${id}`),
    timeline: async (kind, id) => (await succeed(`${kind}/${id}/timeline`)).data
  }
}
