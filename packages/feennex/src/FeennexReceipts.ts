/**
 * Receipts by which a payer proves a bank transfer ("Send receipts" and "Request receipt status" in the documents).
 * Their addresses come from a payment's status answer and point to another service: unsigned, without the envelope,
 * and reached only on hosts that the shop allows.
 */
import type * as Call from "@switchyard/core/Call"
import * as Http from "@switchyard/core/Http"
import * as Json from "@switchyard/core/Json"
import { compact } from "@switchyard/core/Optional"
import { accepted, type Send } from "@switchyard/core/Outcome"
import type { Receipt, ReceiptLinks } from "@switchyard/core/Payment"
import type * as PaymentProvider from "@switchyard/core/PaymentProvider"
import type { ReadFailed } from "@switchyard/core/ProviderError"
import * as Redaction from "@switchyard/core/Redaction"
import * as Wire from "@switchyard/core/Wire"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { ReceiptStatus } from "./FeennexSchema.ts"
import { fileType } from "./internal/fileType.ts"

/** Payers are told that a receipt may have 10 MB. */
export const maxReceiptBytes = 10 * 1024 * 1024

// A map: the words are the provider's, and an object would know `constructor` too.
const statuses: ReadonlyMap<string, Receipt["status"]> = new Map([
  ["pending", "pending"],
  ["succeeded", "succeeded"],
  // The prose says so once; the enumeration says succeeded.
  ["succeed", "succeeded"],
  ["rejected", "rejected"]
])

const decodeStatus = Schema.decodeUnknownOption(ReceiptStatus)

// `detail` is text or a list of objects with `msg`; without it the answer is not this service's.
const detail = (text: string): string | undefined => {
  const json = Json.parse(text)
  const value = Result.isSuccess(json) ? Wire.members(json.success).detail : undefined
  return Wire.text(Array.isArray(value) ? Wire.members(value[0]).msg : value)
}

const toReceipt = ({ comment, id, status }: (typeof ReceiptStatus.Type)[number]): Receipt =>
  compact({
    id,
    status: statuses.get(status) ?? "unrecognised",
    comment: comment == null ? undefined : Redaction.scrub(comment, [])
  })

/** The receipt operations, for a shop that allows hosts for them. */
export const make = (
  hosts: ReadonlyArray<string>,
  call: (operation: string, reference: string) => Call.Call
): Pick<Required<PaymentProvider.Spi>, "uploadReceipt" | "receipts"> => {
  // No host but these: the core host is none of them unless it is listed. A relative address names no host at all.
  const http = Http.make({ baseUrl: `https://${hosts[0]}`, allowedHosts: hosts })

  return {
    uploadReceipt: (upload, { deadline }): Send<Receipt> => {
      const of = call("uploadReceipt", upload.reference)
      const type = fileType(upload.file)
      const { upload: url } = upload.links
      if (url === undefined || !Wire.isWebUrl(url)) {
        return Effect.fail(of.invalid([{ path: "links.upload", reason: "is missing or no web address" }]))
      }
      if (upload.file.byteLength > maxReceiptBytes) {
        return Effect.fail(of.invalid([{ path: "file", reason: "must be at most 10 MB" }]))
      }
      if (type === undefined) {
        return Effect.fail(of.invalid([{ path: "file", reason: "must be a JPEG, PNG, PDF, WebP or HEIF file" }]))
      }
      const form = new FormData()
      // A name of our own: the payer's file name may tell who they are.
      form.append(
        "file",
        new Blob([new Uint8Array(upload.file)], { type: type.mediaType }),
        `receipt.${type.extension}`
      )
      return of.send(http.send({ method: "POST", path: url, body: form }, { deadline }), (answer): Send<Receipt> => {
        if (answer.status === 202) return Effect.succeed(accepted({ status: "pending" }))
        const said = answer.status === 400 || answer.status === 422 ? detail(answer.text) : undefined
        if (said !== undefined) {
          return Effect.fail(of.rejected("InvalidRequest", said, { providerCode: String(answer.status) }))
        }
        return Effect.succeed(of.unknown("UnrecognisedAnswer", `the receipt service answered HTTP ${answer.status}`))
      })
    },

    receipts: (links: ReceiptLinks): Effect.Effect<ReadonlyArray<Receipt>, ReadFailed> => {
      const of = call("receipts", "")
      const { status: url } = links
      if (url === undefined || !Wire.isWebUrl(url)) {
        return Effect.fail(of.invalidRead([{ path: "links.status", reason: "is missing or no web address" }]))
      }
      return of.read(http.send({ method: "GET", path: url }), (answer) => {
        if (answer.status === 422) {
          return Effect.fail(of.readFailed("InvalidRequest", detail(answer.text) ?? "no detail given"))
        }
        const json = Json.parse(answer.text)
        const list = Result.isSuccess(json) && answer.status === 200 ? decodeStatus(json.success) : Option.none()
        return Option.match(list, {
          onNone: () => Effect.fail(of.readFailed("UnreadableAnswer", `HTTP ${answer.status}, not a list of receipts`)),
          onSome: (entries) => Effect.succeed(entries.map(toReceipt))
        })
      })
    }
  }
}
