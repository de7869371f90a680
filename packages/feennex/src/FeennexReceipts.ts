/**
 * Receipts by which a payer proves a bank transfer ("Send receipts" and "Request receipt status" in the documents).
 * Their addresses come from a payment's status answer and point to another service: unsigned, without the envelope,
 * and reached only on hosts that the shop allows.
 */
import type * as Call from "@switchyard/core/Call"
import * as Http from "@switchyard/core/Http"
import type { Send } from "@switchyard/core/Outcome"
import type { Receipt, ReceiptLinks } from "@switchyard/core/Payment"
import type * as PaymentProvider from "@switchyard/core/PaymentProvider"
import type { ReadFailed } from "@switchyard/core/ProviderError"
import * as Wire from "@switchyard/core/Wire"
import * as Effect from "effect/Effect"
import { fileType } from "./internal/fileType.ts"
import { listed, uploaded } from "./internal/receipts.ts"

/** Payers are told that a receipt may have 10 MB. */
export const maxReceiptBytes = 10 * 1024 * 1024

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
      return of.send(http.send({ method: "POST", path: url, body: form }, { deadline }), uploaded(of))
    },

    receipts: (links: ReceiptLinks): Effect.Effect<ReadonlyArray<Receipt>, ReadFailed> => {
      const of = call("receipts", "")
      const { status: url } = links
      if (url === undefined || !Wire.isWebUrl(url)) {
        return Effect.fail(of.invalidRead([{ path: "links.status", reason: "is missing or no web address" }]))
      }
      return of.read(http.send({ method: "GET", path: url }), listed(of))
    }
  }
}
