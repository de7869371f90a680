/**
 * The receipt service: a payer's proof of a bank transfer, uploaded and reviewed. Another service than the core, with
 * neither envelope nor signature; its answers are `null`, `{detail}` and arrays.
 */
import type { JsonObject } from "../internal/json.ts"
import { print } from "../internal/json.ts"
import type { Answer } from "../Reply.ts"
import { withEcho } from "../Words.ts"
import type { Payment, Receipt } from "./Records.ts"
import { wordsOf } from "./Records.ts"
import type { State } from "./State.ts"

/** The greatest file in bytes. */
export const largest = 10 * 1024 * 1024

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

const allowed = new Set([
  "image/jpeg",
  "image/jpg",
  "image/png",
  "application/pdf",
  "image/webp",
  "image/heif",
  "image/heic"
])

const answer = (status: number, value: unknown): Answer => ({
  status,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(value),
  summary: `receipt ${status}`
})

/** A refusal in the service's own form. */
export const refused = (detail: string, status = 400): Answer => answer(status, { detail })

const invalid = (place: string, name: string, msg: string, type: string): Answer =>
  answer(422, { detail: [{ loc: [place, name], msg, type }] })

// The document's own 422 speaks of a query parameter although the id is in the path.
const notUuid = invalid("query", "order_id", "value isn't a valid uuid", "type_error.uuid")

const startsWith = (bytes: Uint8Array, text: string, from = 0): boolean =>
  Buffer.from(bytes.subarray(from, from + text.length)).toString("latin1") === text

const sniff = (bytes: Uint8Array): string => {
  if (startsWith(bytes, "\xff\xd8\xff")) return "image/jpeg"
  if (startsWith(bytes, "\x89PNG")) return "image/png"
  if (startsWith(bytes, "%PDF")) return "application/pdf"
  if (startsWith(bytes, "RIFF") && startsWith(bytes, "WEBP", 8)) return "image/webp"
  if (/^ftyp(heic|heix|mif1|heif|msf1)$/.test(Buffer.from(bytes.subarray(4, 12)).toString("latin1")))
    return "image/heif"
  return startsWith(bytes, "PK") ? "application/zip" : "application/octet-stream"
}

const fileOf = async (bytes: Uint8Array<ArrayBuffer>, contentType: string): Promise<File | undefined> => {
  try {
    const form = await new Response(bytes, { headers: { "content-type": contentType } }).formData()
    const file = form.get("file")
    return file === null || typeof file === "string" ? undefined : file
  } catch {
    return undefined
  }
}

const keep = (state: State, { receipts }: Payment): void => {
  const receipt = { id: state.world.uuid("receipt"), status: "pending", comment: null }
  const { secondReceipt } = state.settings
  if (receipts.length > 0 && secondReceipt === "drop") return
  if (secondReceipt === "replace") receipts.length = 0
  receipts.push(receipt)
}

const find = (state: State, id: string): Payment | undefined =>
  state.payments.find((payment) => payment.uuid === id.toLowerCase() && payment.direction.kind === "bank")

/** POST /api/v1/order/{id}/receipt; `bytes` is null when the body was too large to read. */
export const upload = async (
  state: State,
  id: string,
  bytes: Uint8Array<ArrayBuffer> | null,
  contentType: string
): Promise<Answer> => {
  if (!uuid.test(id)) return notUuid
  const payment = find(state, id)
  if (payment === undefined) return refused("Order not found")
  const tooLarge = refused("File size exceeds 10 MB")
  if (bytes === null) return tooLarge
  const file = await fileOf(bytes, contentType)
  if (file === undefined) return invalid("body", "file", "field required", "value_error.missing")
  if (file.size > largest) return tooLarge
  const declared = file.type.split(";")[0]?.trim().toLowerCase() ?? ""
  const isGeneric = declared === "" || declared === "application/octet-stream"
  const type = isGeneric ? sniff(new Uint8Array(await file.slice(0, 16).arrayBuffer())) : declared
  if (!allowed.has(type)) return refused(`File type: ${type} not allowed`)
  // One receipt per payment is documented, what a second one gets is not.
  if (payment.receipts.length > 0 && state.settings.secondReceipt === "refuse") {
    return refused("Receipt already uploaded")
  }
  keep(state, payment)
  return answer(202, null)
}

const described = ({ settings }: State, payment: Payment, { comment, id, status }: Receipt): JsonObject => {
  if (comment !== null) return { id, status, comment: withEcho(comment, settings.echo, () => wordsOf(payment)) }
  return { id, status, ...(settings.receiptComment === "null" && { comment }) }
}

/** GET /api/v1/order/{id}/receipt/status. */
export const status = (state: State, id: string): Answer => {
  if (!uuid.test(id)) return notUuid
  const payment = find(state, id)
  if (payment === undefined) return refused("Order not found")
  const all = print(payment.receipts.map((receipt) => described(state, payment, receipt)))
  return { ...answer(200, null), body: all }
}

/** Any other method on the receipt service. */
export const notAllowed: Answer = answer(405, { detail: "Method Not Allowed" })
