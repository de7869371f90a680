/**
 * Shared parts of the tests of Stripe: a simulator on a manual clock or on a socket, forms as clients send them, and the vendor's own
 * SDK pointed at it.
 */
import StripeSdk from "stripe"
import type { Fetch } from "../../src/index.ts"
import { Clock, Sandbox, Stripe } from "../../src/index.ts"
import { surroundings } from "../support.ts"

export const key = "sk_test_sandbox"

export const origin = "http://127.0.0.1:8083"

export const hook = "http://127.0.0.1:9/hook"

export const secret = "whsec_test_secret"

export type Body = Record<string, unknown>

/** Parameters as the SDK writes them: nested names in brackets, lists by number. */
export const form = (params: object, at = ""): string =>
  Object.entries(params)
    .flatMap(([name, value]: [string, unknown]) => {
      const whole = at === "" ? name : `${at}[${name}]`
      if (value === undefined) return []
      if (typeof value === "object" && value !== null) return [form(value, whole)]
      return [`${encodeURIComponent(whole)}=${encodeURIComponent(String(value))}`]
    })
    .filter((part) => part !== "")
    .join("&")

export interface Sent {
  readonly status: number
  readonly headers: Headers
  readonly body: Body
  readonly text: string
}

export interface More {
  readonly key?: string | null
  readonly idempotencyKey?: string
  readonly headers?: Record<string, string>
}

/** A client that sends forms; what it gets is read as JSON. */
export const client = (fetch: Fetch, base: string) => {
  const send = async (method: string, path: string, params: object = {}, more: More = {}): Promise<Sent> => {
    const text = form(params)
    const isGet = method === "GET"
    const response = await fetch(`${base}${path}${isGet && text !== "" ? `?${text}` : ""}`, {
      method,
      headers: {
        ...(more.key !== null && { authorization: `Bearer ${more.key ?? key}` }),
        ...(!isGet && { "content-type": "application/x-www-form-urlencoded" }),
        ...(more.idempotencyKey !== undefined && { "idempotency-key": more.idempotencyKey }),
        ...more.headers
      },
      ...(!isGet && { body: text }),
      redirect: "manual"
    })
    const body = await response.text()
    const isJson = /json/.test(response.headers.get("content-type") ?? "") && body !== ""
    return {
      status: response.status,
      headers: response.headers,
      body: isJson ? (JSON.parse(body) as Body) : {},
      text: body
    }
  }
  const post = (path: string, params?: object, more?: More) => send("POST", path, params, more)
  const get = (path: string, params?: object, more?: More) => send("GET", path, params, more)
  return { send, post, get }
}

/** The parameters of a payment by a card that needs no page. */
export const card = (changes: object = {}): object => ({
  amount: 1099,
  currency: "usd",
  confirm: true,
  payment_method: "pm_card_visa",
  automatic_payment_methods: { enabled: true, allow_redirects: "never" },
  metadata: { reference: "R-1" },
  ...changes
})

/** A simulator on a manual clock whose webhooks end in `received`. */
export const setUp = (options: Stripe.Options = {}) => {
  const { given, ...rest } = surroundings()
  const stripe = Stripe.make({ ...given, endpoints: [{ url: hook, secrets: [secret] }], ...options })
  const { get, post, send } = client(stripe.fetch, origin)
  const pay = (changes: object = {}, more: More = {}) => post("/v1/payment_intents", card(changes), more)
  const types = () => rest.received.map(({ body }) => String((JSON.parse(body) as Body).type))
  const last = () => JSON.parse(rest.received.at(-1)?.body ?? "{}") as Body
  return { ...rest, stripe, admin: stripe.admin, get, post, send, pay, types, last }
}

/** The error of an answer. */
export const errorOf = ({ body }: Sent): Body => (body.error ?? {}) as Body

/** A sandbox on sockets, and the SDK pointed at it. */
export const onSockets = async (options: Stripe.Options = {}) => {
  const clock = Clock.manual()
  const sandbox = await Sandbox.start({ clock, stripe: options })
  const { admin, url } = sandbox.stripe
  const { hostname, port } = new URL(url)
  const sdkWith = (apiKey: string, more: StripeSdk.StripeConfig = {}) =>
    new StripeSdk(apiKey, {
      host: hostname,
      port: Number(port),
      protocol: "http",
      telemetry: false,
      maxNetworkRetries: 0,
      ...more
    })
  return { clock, sandbox, admin, url, sdk: sdkWith(key), sdkWith, close: sandbox.close, ...client(fetch, url) }
}

/** A world with one payment in it, and how to look at it. */
export const withPayment = async (changes: object = {}, options: Stripe.Options = {}) => {
  const world = setUp(options)
  const made = await world.pay(changes)
  const id = String(made.body.id ?? (errorOf(made).payment_intent as Body | undefined)?.id)
  const at = (deed: string) => `/v1/payment_intents/${id}${deed}`
  const read = async () => (await world.get(at(""), { expand: ["latest_charge"] })).body
  const charge = async () => (await read()).latest_charge as Body
  return { ...world, made, id, at, read, charge }
}
