import { Clock, P2p } from "@switchyard/sandbox"

export const p2p = P2p.make({
  clock: Clock.manual(),
  merchants: [{ name: "acme", apiKey: "test_api_key", signKey: "test_sign_key" }],
  settings: { standartSign: "{order_id}:{sign_key}", pollingAgreed: true }
})
p2p.admin.fault({ kind: "error", message: "overloading requisite" }, { endpoint: "create_pay_out" })
p2p.admin.plan([
  { status: "expectation", after: 0 },
  { status: "rejected_timeout", after: "timeout" }
])
