/**
 * The outcomes that the receipt service's answers prove. It knows no envelope: it accepts an upload with 202, explains a refusal in
 * `detail`, a text or a list, and lists receipts with the words of their states ("Send receipts" and "Request receipt
 * status" in the documents).
 */
import type * as Call from "@switchyard/core/Call"
import type * as Http from "@switchyard/core/Http"
import * as Json from "@switchyard/core/Json"
import { compact } from "@switchyard/core/Optional"
import { accepted, type Send } from "@switchyard/core/Outcome"
import type { Receipt } from "@switchyard/core/Payment"
import type { ReadFailed } from "@switchyard/core/ProviderError"
import * as Wire from "@switchyard/core/Wire"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { ReceiptStatus } from "../FeennexSchema.ts"

// A map: the words are the provider's, and an object would know `constructor` too.
const statuses: ReadonlyMap<string, Receipt["status"]> = new Map([
  ["pending", "pending"],
  ["succeeded", "succeeded"],
  // The prose writes this once; the enumeration has "succeeded".
  ["succeed", "succeeded"],
  ["rejected", "rejected"]
])

const decodeStatus = Schema.decodeUnknownResult(ReceiptStatus)

// Without text or a list of objects with `msg` in `detail` the answer is not this service's.
const detail = ({ text }: Http.Answer): string | undefined => {
  const value = Wire.members(Result.getOrUndefined(Json.parse(text))).detail
  return Wire.text(Array.isArray(value) ? Wire.members(value[0]).msg : value)
}

const toReceipt =
  (of: Call.Call) =>
  ({ comment, id, status }: (typeof ReceiptStatus.Type)[number]): Receipt =>
    compact({
      id,
      status: statuses.get(status) ?? "unrecognised",
      comment: comment == null ? undefined : of.words(comment)
    })

/** The outcome of an upload, from the answer. */
export const uploaded =
  (of: Call.Call) =>
  (answer: Http.Answer): Send<Receipt> => {
    const { status } = answer
    if (status === 202) return Effect.succeed(accepted({ status: "pending" }))
    const detailText = detail(answer)
    if (detailText === undefined) {
      return Effect.succeed(of.unknown("UnreadableAnswer", `the receipt service answered HTTP ${status}`))
    }
    const details = { providerCode: String(status) }
    return status === 400 || status === 422
      ? Effect.fail(of.rejected("InvalidRequest", detailText, details))
      : Effect.succeed(of.unknown("UnrecognisedAnswer", detailText, details))
  }

/** The receipts of a payment, from the answer. */
export const listed =
  (of: Call.Call) =>
  (answer: Http.Answer): Effect.Effect<ReadonlyArray<Receipt>, ReadFailed> => {
    const { status, text } = answer
    const detailText = detail(answer)
    if (detailText !== undefined || status === 422) {
      const reason = status === 422 ? "InvalidRequest" : "UnrecognisedAnswer"
      return Effect.fail(of.readFailed(reason, detailText ?? "no detail given"))
    }
    const list = decodeStatus(Result.getOrUndefined(Json.parse(text)))
    return Result.isSuccess(list) && status === 200
      ? Effect.succeed(list.success.map(toReceipt(of)))
      : Effect.fail(of.readFailed("UnreadableAnswer", `HTTP ${status}, not a list of receipts`))
  }
