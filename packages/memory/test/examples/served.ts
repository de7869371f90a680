import { Served, Simulator } from "@switchyard/memory"
import { Redacted } from "effect"

export const bank = async () => {
  const simulator = Simulator.make({
    account: "shop-1",
    secretKey: Redacted.make("test_secret"),
    duplicates: "replayed"
  })
  const { close, url } = await Served.start(simulator) // on 127.0.0.1, at any free port
  return { simulator, url, close }
}
