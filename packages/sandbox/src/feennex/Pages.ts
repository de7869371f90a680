/**
 * The pages a payer would see: where to pay, where the card form goes, where to upload a receipt. What a payer does on
 * them moves the payment, as the admin calls do.
 */
import { toText } from "../internal/decimal.ts"
import { BadInput } from "../internal/decode.ts"
import { escaped, page } from "../internal/html.ts"
import type { Answer } from "../Reply.ts"
import type { Callbacks } from "./Callbacks.ts"
import * as CardForm from "./CardForm.ts"
import { paidAmount, settle } from "./PayerDeeds.ts"
import { isOver } from "./Payments.ts"
import type { Payment } from "./Records.ts"
import type { State } from "./State.ts"

const pattern = /^\/(?:(pay|qr)\/([0-9a-f-]{36})(?:\/(paid|declined))?|(receipt)\/([0-9a-f-]{36}))$/

/** The facts of a request that a page needs. */
export interface Visit {
  readonly method: string
  readonly url: URL
  readonly bytes: Uint8Array<ArrayBuffer> | null
  readonly contentType: string
}

/** A page's address with `{id}` for the payment's; undefined for what is no page. */
export const endpointOf = (pathname: string): string | undefined => {
  if (pathname === CardForm.path) return pathname
  return pattern.test(pathname) ? pathname.replace(/[0-9a-f-]{36}/, "{id}") : undefined
}

/** The payment that a page is about. */
export const paymentOf = (state: State, pathname: string): Payment | undefined => {
  const hit = pattern.exec(pathname)
  const uuid = hit?.[2] ?? hit?.[5]
  return uuid === undefined ? undefined : state.payments.find((payment) => payment.uuid === uuid)
}

const fieldsOf = async ({ bytes, contentType, url }: Visit): Promise<ReadonlyArray<readonly [string, string]>> => {
  const query = [...url.searchParams]
  if (bytes === null || bytes.length === 0) return query
  try {
    const form = await new Response(bytes, { headers: { "content-type": contentType } }).formData()
    const texts = [...form].flatMap(([name, value]) => (typeof value === "string" ? [[name, value] as const] : []))
    return [...query, ...texts]
  } catch {
    return query
  }
}

const uploadForm = ({ uuid }: Payment): string =>
  `<form method="post" enctype="multipart/form-data" action="/api/v1/order/${uuid}/receipt">` +
  `<input type="file" name="file"><button>Send</button></form>`

const payForms = ({ asked, direction, payway, uuid }: Payment): string => {
  const price = toText(asked.clientPrice)
  const amount = direction.kind === "bank" ? `<input name="amount" value="${price}"> ` : ""
  return (
    `<p>${price} of currency ${escaped(direction.currency)} by ${escaped(payway)}</p>` +
    `<form method="post" action="/pay/${uuid}/paid">${amount}<button>Pay</button></form>` +
    `<form method="post" action="/pay/${uuid}/declined"><button>Decline</button></form>`
  )
}

const payPage = async (state: State, callbacks: Callbacks, payment: Payment, deed: string, visit: Visit) => {
  if (isOver(payment)) return page("Pay", "<p>This payment is over.</p>", 409)
  if (deed === "declined") {
    return settle(state, callbacks, payment, { kind: "declined", reason: "Declined by the payer" })
  }
  const given = Object.fromEntries(await fieldsOf(visit)).amount
  try {
    return settle(state, callbacks, payment, { kind: "paid", amount: paidAmount(payment, given) })
  } catch (error) {
    if (error instanceof BadInput) return page("Pay", `<p><b>${escaped(error.message)}</b></p>`, 400)
    throw error
  }
}

/** The page of an address, if there is one. */
export const visit = async (state: State, callbacks: Callbacks, visit: Visit): Promise<Answer | undefined> => {
  const { method, url } = visit
  if (method !== "GET" && method !== "POST") return undefined
  if (url.pathname === CardForm.path) return CardForm.submit(state, callbacks, method, await fieldsOf(visit))
  const payment = paymentOf(state, url.pathname)
  if (payment === undefined) return undefined
  if (url.pathname.startsWith("/receipt/")) return page("Upload a receipt", uploadForm(payment))
  const deed = pattern.exec(url.pathname)?.[3]
  if (deed === undefined) return page("Pay", payForms(payment))
  return method === "POST" ? payPage(state, callbacks, payment, deed, visit) : undefined
}
