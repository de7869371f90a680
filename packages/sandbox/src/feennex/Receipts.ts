/**
 * The receipt service: a payer's proof of a bank transfer, uploaded and reviewed. Another service than the core, with
 * neither envelope nor signature; its answers are `null`, `{detail}` and arrays.
 */
import type { Answer } from "../Reply.ts"
import type { Payment, State } from "./State.ts"

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

const refused = (detail: string): Answer => answer(400, { detail })

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
  if (payment.receipts.length > 0) return refused("Receipt already uploaded")
  payment.receipts.push({ id: state.world.uuid("receipt"), status: "pending", comment: null })
  return answer(202, null)
}

/** GET /api/v1/order/{id}/receipt/status. */
export const status = (state: State, id: string): Answer => {
  if (!uuid.test(id)) return notUuid
  const payment = find(state, id)
  return payment === undefined ? refused("Order not found") : answer(200, payment.receipts)
}

/** Any other method on the receipt service. */
export const notAllowed: Answer = answer(405, { detail: "Method Not Allowed" })
