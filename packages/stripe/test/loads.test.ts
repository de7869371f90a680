import { assert, describe, it } from "@effect/vitest"

describe("the package", () => {
  it("can be loaded: a table that refuses one of its rows throws then, and every law of a file that cannot be loaded is silent", async () => {
    const { plugin } = await import("@switchyard/stripe/Stripe")
    assert.strictEqual(plugin.name, "@switchyard/stripe")
  })
})
