import { PaymentProvider } from "@switchyard/core/PaymentProvider"
import * as Effect from "effect/Effect"
import { Harness } from "../../../Harness.ts"
import { describe, expect } from "../../../internal/expect.ts"
import { ends, errorOf } from "../../../internal/running.ts"
import { receiptFile } from "../../../internal/sends.ts"
import { receivedInAll } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"

export const receiptHost = Law.define({
  id: "capabilities/receipt-host",
  title: "a receipt goes only to a host of the provider's, whatever address the payment names; else nothing is sent",
  why: "addresses in answers are input: one that points elsewhere collects receipts, or reaches into our own network",
  check: Effect.gen(function* () {
    const provider = yield* PaymentProvider
    const harness = yield* Harness
    const reference = yield* harness.reference
    for (const upload of ["https://evil.example.com/upload", "http://169.254.169.254/latest", "file:///etc/passwd"]) {
      const exit = yield* ends(provider.uploadReceipt({ reference, links: { upload }, file: receiptFile }))
      yield* expect(errorOf(exit)?._tag === "NotExecuted", `an upload to ${upload} ends as NotExecuted`, describe(exit))
    }
    yield* receivedInAll(0, "after uploads to foreign addresses")
  })
})
