/** The guide's capture, compiled. */
import type * as Endpoint from "@switchyard/core/Endpoint"
import * as Money from "@switchyard/core/Money"
import * as PaymentChange from "@switchyard/core/PaymentChange"
import type { CaptureStatus } from "@switchyard/core/PaymentParts"
import type * as Provider from "@switchyard/core/Provider"
import type * as Schema from "effect/Schema"

interface Captured {
  readonly id: string
  readonly status: string
}

interface Client {
  readonly capture: (
    authorization: string,
    members: { readonly key: string; readonly amount: string; readonly is_last: boolean }
  ) => Endpoint.Sending<Captured>
}

type Payments = Provider.Payments<
  Schema.Never,
  never,
  Schema.Never,
  never,
  never,
  never,
  never,
  never,
  never,
  never,
  Captured,
  never,
  never
>

/** The part of the payments of an adapter that captures. */
export const captures = (
  client: Client,
  captureStatus: (word: string) => CaptureStatus
): Pick<Payments, "capture"> => ({
  capture: {
    send: ({ amount, ids = {}, ...request }) =>
      client.capture(ids.authorization ?? "", {
        key: PaymentChange.keyOf("capture", request),
        amount: Money.toText(amount),
        is_last: PaymentChange.isFinal(request)
      }),
    answer: ({ id, status }) => ({
      capture: { id, status: captureStatus(status), providerStatus: status },
      anomalies: []
    })
  }
})
