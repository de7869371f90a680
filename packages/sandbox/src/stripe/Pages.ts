/**
 * What a payer's browser sees: the page of a Checkout Session, the page where a bank authenticates, and an address that stands in
 * for Stripe.js, which confirms by client secret. The merchant's secret key opens none of them.
 */
import { escaped, page, redirect } from "../internal/html.ts"
import type { Answer } from "../Reply.ts"
import * as Attempt from "./payments/Attempt.ts"
import * as Methods from "./payments/Methods.ts"
import * as Sessions from "./payments/Sessions.ts"
import * as TestMethods from "./payments/TestMethods.ts"
import type { Intent, Session } from "./Records.ts"
import * as References from "./References.ts"
import type { State } from "./State.ts"
import { get } from "./State.ts"
import { intent as view } from "./views/PaymentViews.ts"

const checkout = /^\/c\/pay\/(cs_[A-Za-z0-9_]+)(?:\/(cancel))?$/
const bank = /^\/3ds\/(pi_[A-Za-z0-9]+)(?:\/(authenticated|failed))?$/
const script = /^\/js\/(pi_[A-Za-z0-9]+)\/(confirm|authenticate)$/

/** The facts of a request that a page needs. */
export interface Visit {
  readonly method: string
  readonly url: URL
  readonly bytes: Uint8Array<ArrayBuffer> | null
  readonly contentType: string
}

const idOf = (pathname: string): string | undefined =>
  [checkout, bank, script].map((pattern) => pattern.exec(pathname)?.[1]).find((id) => id !== undefined)

/** A page's address with `{id}` in place of the id; undefined for what is no page. */
export const endpointOf = (pathname: string): string | undefined => {
  const id = idOf(pathname)
  return id === undefined ? undefined : pathname.replace(id, "{id}")
}

/** The reference of what a page is about. */
export const referenceOf = (state: State, pathname: string): string | null => {
  const stored = state.byId.get(idOf(pathname) ?? "")
  return stored === undefined ? null : References.of(state, stored)
}

const fieldsOf = ({ bytes, contentType, url }: Visit): ReadonlyMap<string, string> => {
  const text = new TextDecoder().decode(bytes ?? new Uint8Array())
  const fields = new Map(url.searchParams)
  if (!/json/i.test(contentType)) {
    for (const [name, value] of new URLSearchParams(text)) fields.set(name, value)
    return fields
  }
  try {
    const parsed: unknown = JSON.parse(text)
    for (const [name, value] of Object.entries(parsed ?? {})) fields.set(name, String(value))
  } catch {
    // What cannot be read has no fields.
  }
  return fields
}

const sum = ({ amount, currency }: { readonly amount: number; readonly currency: string }): string =>
  `<p>${amount} of the smallest unit of ${currency}</p>`

const field = '<p><label>Card number <input name="card_number" autocomplete="off"></label></p>'

const checkoutForm = (session: Session, problem = "", status = 200): Answer =>
  page(
    "Checkout",
    `${sum({ amount: session.amountTotal, currency: session.currency })}${problem && `<p><b>${escaped(problem)}</b></p>`}` +
      `<form method="post" action="/c/pay/${session.id}">${field}<button>Pay</button></form>` +
      `<form method="post" action="/c/pay/${session.id}/cancel"><button>Back</button></form>`,
    status
  )

const toSuccess = (session: Session): Answer =>
  redirect(
    session.successUrl?.replaceAll("{CHECKOUT_SESSION_ID}", session.id) ?? null,
    page("Checkout", "<p>Thank you.</p>")
  )

// A method by its id, a card by its number, or a type that has neither; none that the payment does not take.
const triedBy = (state: State, { methodTypes, scope }: Intent | Session, fields: ReadonlyMap<string, string>) => {
  const id = fields.get("payment_method")
  const known = id === undefined ? undefined : Methods.byId(state, scope, id)
  const type = fields.get("type")
  const fresh =
    Methods.byNumber(scope, fields.get("card_number") ?? "") ??
    (type === undefined ? undefined : TestMethods.ofType(type))
  const means = known ?? fresh
  if (means === undefined || !methodTypes.includes(means.type)) return undefined
  return known !== undefined && id !== undefined ? { id, means } : Methods.keep(state, means)
}

const afterPaying = (session: Session, intent: Intent): Answer => {
  if (session.status === "complete") return toSuccess(session)
  const { nextAction } = intent
  if (nextAction !== null)
    return redirect(`${intent.origin}/3ds/${intent.id}`, page("Checkout", "<p>Authenticate.</p>"))
  return checkoutForm(session, String(intent.lastError?.message ?? "It was not paid."), 402)
}

const visitCheckout = (state: State, visit: Visit, session: Session, deed: string | undefined): Answer => {
  const isPost = visit.method === "POST"
  if (session.status !== "open") return page("Checkout", `<p>This session is ${session.status}.</p>`, 410)
  if (deed === "cancel" && isPost) return redirect(session.cancelUrl, page("Checkout", "<p>Not paid.</p>"))
  if (!isPost || deed !== undefined) return checkoutForm(session)
  const tried = triedBy(state, session, fieldsOf(visit))
  if (tried === undefined) return checkoutForm(session, "There is no such card or method.", 400)
  return afterPaying(session, Sessions.pay(state, session, tried))
}

const back = (state: State, intent: Intent): Answer => {
  const session = get(state, "checkout.session", intent.session)
  if (session !== undefined) return session.status === "complete" ? toSuccess(session) : checkoutForm(session)
  const done = page("Authentication", "<p>Go back to the shop.</p>")
  if (intent.returnUrl === null) return done
  const target = new URL(intent.returnUrl)
  const isPaid = intent.status !== "requires_payment_method" && intent.status !== "canceled"
  target.searchParams.set("payment_intent", intent.id)
  target.searchParams.set("payment_intent_client_secret", intent.clientSecret)
  target.searchParams.set("redirect_status", isPaid ? "succeeded" : "failed")
  return redirect(target.href, done)
}

const visitBank = (state: State, { method }: Visit, intent: Intent, deed: string | undefined): Answer => {
  if (intent.status !== "requires_action")
    return page("Authentication", "<p>There is nothing to authenticate.</p>", 409)
  if (method !== "POST" || deed === undefined) {
    const form = (name: string, label: string) =>
      `<form method="post" action="/3ds/${intent.id}/${name}"><button>${label}</button></form>`
    return page("Authentication", `${sum(intent)}${form("authenticated", "Complete")}${form("failed", "Fail")}`)
  }
  Attempt.authenticate(state, intent, deed === "authenticated")
  return back(state, intent)
}

const json = (status: number, body: object): Answer => ({
  status,
  headers: { "content-type": "application/json", "access-control-allow-origin": "*" },
  body: JSON.stringify(body, null, 2),
  summary: "script"
})

const visitScript = (state: State, visit: Visit, intent: Intent, deed: string): Answer => {
  const fields = fieldsOf(visit)
  const refuse = (message: string) => json(400, { error: { type: "invalid_request_error", message } })
  if (visit.method !== "POST" || fields.get("client_secret") !== intent.clientSecret) {
    return refuse("The client secret does not belong to this PaymentIntent.")
  }
  if (deed === "authenticate") {
    Attempt.authenticate(state, intent, fields.get("outcome") !== "failed")
    return json(200, { paymentIntent: view(intent) })
  }
  const tried = triedBy(state, intent, fields) ?? intent.method ?? undefined
  if (tried === undefined) return refuse("There is no such payment method.")
  if (!/^requires_(payment_method|confirmation)$/.test(intent.status)) return refuse(`It is ${intent.status}.`)
  intent.returnUrl = fields.get("return_url") ?? intent.returnUrl
  intent.usesSdk = true
  return Attempt.tryOut(state, intent, tried)
    ? json(200, { paymentIntent: view(intent) })
    : json(402, { error: { ...intent.lastError, payment_intent: view(intent) } })
}

/** The page of an address, if there is one. */
export const visit = (state: State, visit: Visit): Answer | undefined => {
  const { pathname } = visit.url
  const [, sessionId, cancel] = checkout.exec(pathname) ?? []
  const session = get(state, "checkout.session", sessionId ?? null)
  if (session !== undefined) return visitCheckout(state, visit, session, cancel)
  const [, intentId, deed] = bank.exec(pathname) ?? script.exec(pathname) ?? []
  const intent = get(state, "payment_intent", intentId ?? null)
  if (intent === undefined)
    return idOf(pathname) === undefined ? undefined : page("Not found", "<p>Nothing is here.</p>", 404)
  if (pathname.startsWith("/3ds/")) return visitBank(state, visit, intent, deed)
  return visitScript(state, visit, intent, deed ?? "")
}
