/**
 * hyperswitch-prism: a payment authorised through its Stripe connector, the flow its README shows. Its payouts have no
 * connector that would come near ours, so this is the nearest thing that it does well.
 */
import { expect, type Make } from "./Contender.ts"
import { olderLibrary } from "./olderLibrary.ts"

interface Report {
  readonly header?: { readonly glibcVersionRuntime?: string }
}

// Where there is no glibc at all (macOS, musl) the library is left as it is.
const olderThan238 = (): boolean => {
  const { header } = process.report.getReport() as Report
  const [major = 0, minor = 0] = header?.glibcVersionRuntime?.split(".").map(Number) ?? [3, 0]
  return major === 2 && minor < 38
}

export const prism: Make = async (origin) => {
  // Loaded here, because its native library does not load everywhere.
  const { PaymentClient, types } = await import("hyperswitch-prism")
  const config = { connectorConfig: { stripe: { apiKey: { value: "sk_test_bench" }, baseUrl: `${origin}/` } } }
  const isOld = olderThan238()
  const client = isOld ? new PaymentClient(config, {}, olderLibrary()) : new PaymentClient(config)
  return {
    call: async (reference) => {
      const payment = await client.authorize({
        merchantTransactionId: reference,
        amount: { minorAmount: 150_000, currency: types.Currency.USD },
        captureMethod: types.CaptureMethod.AUTOMATIC,
        paymentMethod: {
          card: {
            cardNumber: { value: "4111111111111111" },
            cardExpMonth: { value: "12" },
            cardExpYear: { value: "2030" },
            cardCvc: { value: "123" },
            cardHolderName: { value: "Ivan Ivanov" }
          }
        },
        address: { billingAddress: {} },
        authType: types.AuthenticationType.NO_THREE_DS,
        returnUrl: "https://example.com/return",
        orderDetails: [],
        testMode: true
      })
      expect(payment.status === types.PaymentStatus.CHARGED, payment)
    }
  }
}
