import { assert, describe, it } from "@effect/vitest"
import { formatNow, nowFormats } from "../src/internal/time.ts"

const instant = Date.UTC(2024, 0, 3, 4, 5, 6, 7)

describe("the time of a status request", () => {
  it.each([
    ["YYYY-MM-DD HH:mm:ss.ffffff", "2024-01-03 04:05:06.007000"],
    ["YYYY-MM-DD HH:mm:ss", "2024-01-03 04:05:06"],
    ["YYYY-MM-DDTHH:mm:ss.fffZ", "2024-01-03T04:05:06.007Z"]
  ] as const)("as %s is %s, in UTC", (format, text) => {
    assert.strictEqual(formatNow(instant, format), text)
  })

  it("has the three forms that the documents show", () => {
    assert.deepStrictEqual([...nowFormats].sort(), [
      "YYYY-MM-DD HH:mm:ss",
      "YYYY-MM-DD HH:mm:ss.ffffff",
      "YYYY-MM-DDTHH:mm:ss.fffZ"
    ])
    assert.strictEqual(formatNow(Date.parse("2024-04-10T12:59:13Z"), "YYYY-MM-DD HH:mm:ss"), "2024-04-10 12:59:13")
  })
})
