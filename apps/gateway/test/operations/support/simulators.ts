/** The simulators in this process on one manual clock, and the transport that leads to them instead of the network. */
import { Transport } from "@switchyard/core"
import { Clock, Feennex, type Fetch, P2p, Stripe } from "@switchyard/sandbox"

/** A callback as a gateway would receive it. */
export interface Received {
  readonly instance: string
  readonly path: string
  readonly body: Uint8Array
  readonly headers: Readonly<Record<string, string>>
}

export const makeSimulators = (
  options: {
    readonly p2p?: Partial<P2p.Options>
    readonly feennex?: Partial<Feennex.Options>
    readonly stripe?: Partial<Stripe.Options>
    readonly clock?: Clock.Controlled
    /** Sees every request to a simulator, its admin routes included. */
    readonly wrap?: (to: "feennex" | "p2p" | "stripe", fetch: Fetch) => Fetch
  } = {}
) => {
  const clock = options.clock ?? Clock.manual()
  const received: Array<Received> = []
  let deliver: (callback: Received) => Promise<void> = async () => {}
  const fetchCallback = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init)
    const [, , instance = "", ...path] = new URL(request.url).pathname.split("/")
    const body = new Uint8Array(await request.arrayBuffer())
    const callback = { instance, path: path.join("/"), body, headers: Object.fromEntries(request.headers) }
    received.push(callback)
    await deliver(callback)
    return new Response("OK")
  }
  const feennex = Feennex.make({ ...options.feennex, clock, fetch: fetchCallback })
  const p2p = P2p.make({ ...options.p2p, clock, fetch: fetchCallback })
  const endpoints = [{ url: "http://127.0.0.1:8080/callbacks/stripe", secrets: ["whsec_sandbox"] }]
  const stripe = Stripe.make({ endpoints, ...options.stripe, clock, fetch: fetchCallback })
  const wrap = options.wrap ?? ((_, fetch) => fetch)
  const fetch = {
    feennex: wrap("feennex", feennex.fetch),
    p2p: wrap("p2p", p2p.fetch),
    stripe: wrap("stripe", stripe.fetch)
  }
  const at: Readonly<Record<string, Fetch>> = { 8081: fetch.feennex, 8082: fetch.p2p, 8083: fetch.stripe }
  const counts = { requests: 0 }
  const down = new Set<string>()
  const there = Transport.fromFetch((request) => {
    counts.requests += 1
    return (at[new URL(request.url).port] ?? fetch.p2p)(request)
  })
  const transport: Transport.Transport = (request, line) =>
    down.has(new URL(request.url).port)
      ? Promise.reject(Object.assign(new Error("refused"), { code: "ECONNREFUSED" }))
      : there(request, line)
  const paid = (reference: string) =>
    [feennex, p2p].map(
      ({ admin }) => admin.ledger().filter((entry) => entry.kind === "payout" && entry.reference === reference).length
    )
  return {
    clock,
    feennex,
    p2p,
    stripe,
    fetch,
    transport,
    received,
    counts,
    /** The ports at which nobody listens. */
    down,
    /** How often each has paid this payout. */
    paid,
    creates: (reference: string) => [
      feennex.admin.journal({ endpoint: "/withdraw/create", reference }).length,
      p2p.admin.journal({ endpoint: "create_pay_out", reference }).length
    ],
    reads: (reference: string) => [
      feennex.admin.journal({ reference }).filter(({ endpoint }) => /status|check/.test(endpoint)).length,
      p2p.admin.journal({ endpoint: "status_pay_out", reference }).length
    ],
    onCallback: (to: typeof deliver) => {
      deliver = to
    }
  }
}

export type Simulators = ReturnType<typeof makeSimulators>

/** The providers' part of a config. */
export const providers = {
  feennex: {
    use: "@switchyard/feennex",
    options: {
      baseUrl: "http://127.0.0.1:8081",
      shopId: 112,
      shopCurrency: "USD",
      secretKey: "sandbox_secret",
      payways: {
        payouts: { card: { RUB: "card_rub", USD: "card_usd" }, sbp: { RUB: "sbp_rub" } },
        payments: { bank_transfer: { RUB: "bank_h2h_rub" }, card: { USD: "card_usd" } }
      },
      accountDetails: { sbp_rub: { bank: "bank_name" } },
      callbackBaseUrl: "http://127.0.0.1:8080"
    }
  },
  p2p: {
    use: "@switchyard/p2p",
    options: {
      baseUrl: "http://127.0.0.1:8082",
      merchant: "sandbox",
      apiKey: "sandbox_api_key",
      signKey: "sandbox_sign_key",
      callbackBaseUrl: "http://127.0.0.1:8080"
    }
  }
}

export const configOf = (...route: ReadonlyArray<string>): unknown => ({
  providers,
  routes: { payouts: [{ try: route }], payments: [{ try: ["feennex"] }] }
})
