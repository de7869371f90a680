/** What can be wrong with endpoints. */
import { assert, describe, it } from "@effect/vitest"
import { Redacted } from "effect"
import { problems } from "../../src/webhooks/Endpoint.ts"
import { endpoint } from "./support/receiver.ts"

describe("Endpoint", () => {
  it("has every problem named at its place, without values", () => {
    const found = problems([
      endpoint("https://one.test/hooks"),
      endpoint("http://public.test", { allowPrivateTargets: false }),
      endpoint("https://10.0.0.1/", { allowPrivateTargets: false }),
      endpoint("https://one.test/hooks", { secrets: [Redacted.make("whsec_hunter2hunter2!")] }),
      endpoint("https://four.test", { events: ["payout.payed", "payment.paid", "*"] })
    ])
    assert.deepStrictEqual(
      found.map(({ path }) => path),
      ["webhooks[1].url", "webhooks[2].url", "webhooks[3].url", "webhooks[3].secrets[0]", "webhooks[4].events[0]"]
    )
    assert.notInclude(JSON.stringify(found), "hunter2")
  })

  it("may be on this machine where the config says so", () => {
    assert.deepStrictEqual(problems([endpoint("http://127.0.0.1:9000/hooks")]), [])
  })
})
