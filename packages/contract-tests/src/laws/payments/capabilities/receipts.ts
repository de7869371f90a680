import { PaymentProvider } from "@switchyard/core/PaymentProvider"
import * as Effect from "effect/Effect"
import { Harness } from "../../../Harness.ts"
import { works } from "../../../internal/optional.ts"
import { receiptFile, withReceiptLinks } from "../../../internal/sends.ts"
import { offers } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"

export const receipts = Law.define({
  id: "capabilities/receipts",
  title: "an uploaded receipt can be read back where receipts are offered; else Unsupported, and nothing is sent",
  why: "a transfer by hand is credited by its receipt; one that was lost on the way is a payer's money gone",
  replay: true,
  check: Effect.gen(function* () {
    const provider = yield* PaymentProvider
    const { methods } = yield* Harness
    const isOffered = (yield* offers("uploadReceipt")) || (yield* offers("receipts"))
    const { links, reference } = isOffered
      ? yield* withReceiptLinks(methods?.uploadReceipt)
      : {
          reference: "no-such-payment",
          links: { upload: "https://receipts.example.com/1", status: "https://receipts.example.com/1" }
        }
    const upload = provider.uploadReceipt({ reference, links, file: receiptFile })
    yield* works("uploadReceipt", upload, (outcome) => outcome._tag === "Accepted")
    yield* works("receipts", provider.receipts({ links }), (list) => list.length > 0)
  })
})
