/** What a reason means is written in core's table beside the list, and nowhere in the gateway a second time. */
import { Reason } from "@switchyard/core"
import { assert, describe, it } from "vitest"
import { listing, sourcesThat } from "./support/listing.ts"

const listsReasons = listing(Reason.Reason.literals)

describe("the table of reasons", () => {
  it("is the only place that lists them", () => {
    assert.deepStrictEqual(sourcesThat(listsReasons), [])
  })

  it("is missed by no list", () => {
    assert.isTrue(listsReasons('new Set(["ProviderUnavailable", "TimedOut"])'))
    assert.isTrue(listsReasons('reason === "RateLimited" || reason === "TimedOut"'))
  })
})
