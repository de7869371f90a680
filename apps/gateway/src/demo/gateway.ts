/** The gateway as its merchants speak to it: the fixed interface over HTTP, and nothing behind it. */
import type { PaymentResource, PayoutResource, TimelineEntry } from "../model/Resource.ts"

/** What can be created. */
export interface Kinds {
  readonly payments: PaymentResource
  readonly payouts: PayoutResource
}

interface Request {
  readonly reference: string
  readonly [field: string]: unknown
}

/** A gateway and the API key to use there. */
export interface Gateway {
  readonly create: <K extends keyof Kinds>(kind: K, request: Request) => Promise<Kinds[K]>
  readonly get: <K extends keyof Kinds>(kind: K, id: string) => Promise<Kinds[K]>
  readonly timeline: (kind: keyof Kinds, id: string) => Promise<ReadonlyArray<TimelineEntry>>
}

/** Speaks to the gateway at this address; an answer that is not a success rejects with what it says. */
export const connect = (url: string, apiKey: string): Gateway => {
  const ask = async (path: string, init: RequestInit & { readonly headers?: Record<string, string> } = {}) => {
    const headers = { ...init.headers, authorization: `Bearer ${apiKey}` }
    const answer = await fetch(`${url}/v1/${path}`, { ...init, headers })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`the gateway answered ${answer.status} to ${path}: ${text}`)
    return JSON.parse(text)
  }
  return {
    create: (kind, request) =>
      ask(kind, {
        method: "POST",
        headers: { "content-type": "application/json", "idempotency-key": `demo-${request.reference}` },
        body: JSON.stringify(request)
      }),
    get: (kind, id) => ask(`${kind}/${id}`),
    timeline: async (kind, id) => (await ask(`${kind}/${id}/timeline`)).data
  }
}
