/**
 * The few pages a payer would see: where to pay, where the card form goes, where to upload a receipt. Stand-ins, so
 * that every link the simulator hands out leads somewhere; paying itself is an admin action.
 */
import type { Answer } from "../Reply.ts"
import type { State } from "./State.ts"

const page = (title: string, body: string): Answer => ({
  status: 200,
  headers: { "content-type": "text/html; charset=utf-8" },
  body: `<!doctype html><title>${title}</title><h1>${title}</h1>${body}`,
  summary: "page"
})

const uploadForm = (uuid: string): string =>
  `<form method="post" enctype="multipart/form-data" action="/api/v1/order/${uuid}/receipt">` +
  `<input type="file" name="file"><button>Send</button></form>`

/** The page of an address, if there is one. */
export const find = (state: State, method: string, url: URL): Answer | undefined => {
  if (url.pathname === "/payform") return page("Card form", "<p>The card data would be taken here.</p>")
  const hit = /^\/(pay|qr|receipt)\/([0-9a-f-]{36})$/.exec(url.pathname)
  if (hit === null || (method !== "GET" && method !== "POST")) return undefined
  const [, kind, uuid = ""] = hit
  if (!state.payments.some((payment) => payment.uuid === uuid)) return undefined
  if (kind === "receipt") return page("Upload a receipt", uploadForm(uuid))
  return page("Pay", "<p>A payer would pay here. In the sandbox an admin call does it.</p>")
}
