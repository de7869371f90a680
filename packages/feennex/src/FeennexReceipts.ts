/**
 * Receipts by which a payer proves a bank transfer ("Send receipts" and "Request receipt status" in the documents).
 * Their addresses come from a payment's status answer and point to another service: unsigned, without the envelope,
 * and reached only on hosts that the shop allows.
 */
import * as Endpoint from "@switchyard/core/Endpoint"
import * as Http from "@switchyard/core/Http"
import type { Receipt, ReceiptsRequest, ReceiptUpload } from "@switchyard/core/Payment"
import type { Planned } from "@switchyard/core/Provider"
import * as Wire from "@switchyard/core/Wire"
import * as Result from "effect/Result"
import { fileType } from "./internal/fileType.ts"
import { listed, uploaded } from "./internal/receipts.ts"

/** Payers may send a receipt of up to 10 MB. */
export const maxReceiptBytes = 10 * 1024 * 1024

const refused = (path: string, reason: string) => Result.fail([{ path, reason }])

/** The receipt operations, for a shop that allows hosts for them. */
export const make = (hosts: ReadonlyArray<string>) => {
  // No host but these: the core host is not one of them unless it is listed. A relative address names no host at all.
  const http = Http.make({ baseUrl: `https://${hosts[0]}`, allowedHosts: hosts })

  return {
    upload: ({ file, links: { upload: url } }: ReceiptUpload): Planned<Endpoint.Sending<Receipt>> => {
      const type = fileType(file)
      if (url === undefined || !Wire.isWebUrl(url)) return refused("links.upload", "is missing or no web address")
      if (file.byteLength > maxReceiptBytes) return refused("file", "must be at most 10 MB")
      if (type === undefined) return refused("file", "must be a JPEG, PNG, PDF, WebP or HEIF file")
      return Endpoint.sending((of, deadline) => {
        const form = new FormData()
        // A name of our own: the payer's file name may reveal who they are.
        const blob = new Blob([new Uint8Array(file)], { type: type.mediaType })
        form.append("file", blob, `receipt.${type.extension}`)
        return of.send(http.send({ method: "POST", path: url, body: form }, { deadline }), uploaded(of))
      })
    },

    list: ({ links: { status: url } }: ReceiptsRequest): Planned<Endpoint.Asking<ReadonlyArray<Receipt>>> =>
      url === undefined || !Wire.isWebUrl(url)
        ? refused("links.status", "is missing or no web address")
        : (of) => of.read(http.send({ method: "GET", path: url }), listed(of))
  }
}
