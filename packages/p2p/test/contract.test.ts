/** The P2P platform passes every law, on the sandbox's sockets, whatever its support has agreed with the merchant. */
import { PayoutContract } from "@switchyard/contract-tests"
import { payouts } from "./contract/harness.ts"

PayoutContract.suite("p2p", payouts())

PayoutContract.suite(
  "p2p with standart_sign and polling agreed",
  payouts({
    standartSign: "{merchant}:{api_key}:{order_id}:{sign_key}",
    pollingAgreed: true,
    currencies: ["RUB", "EUR"]
  })
)

PayoutContract.suite("p2p asked by the platform's id", payouts({ payoutIdInPath: "transactionId" }))
