import { assert, describe, it } from "vitest"
import { failureOf } from "../../src/store/panic.ts"

const message = (type: string, content: string) => {
  const length = Buffer.alloc(4)
  length.writeInt32BE(4 + content.length)
  return Buffer.concat([Buffer.from(type), length, Buffer.from(content, "latin1")])
}

const ready = message("Z", "I")
const error = (severity: string) => message("E", `S${severity}\0V${severity}\0C53100\0Mno room\0\0`)

describe("an answer of the embedded database", () => {
  it("that is whole is followed by others, also after an error", () => {
    assert.isUndefined(failureOf(Buffer.concat([message("1", ""), message("C", "SELECT 1\0"), ready])))
    assert.isUndefined(failureOf(Buffer.concat([error("ERROR"), ready])))
  })

  it("is the last after a panic, whatever comes behind it, and its words are told to nobody", () => {
    for (const severity of ["PANIC", "FATAL"]) {
      for (const answer of [error(severity), Buffer.concat([error(severity), ready])]) {
        const why = failureOf(answer)
        assert.include(why, "53100")
        assert.notInclude(why, "no room")
      }
    }
  })

  it("is the last where it is missing, or ends in the middle", () => {
    const whole = Buffer.concat([message("C", "SELECT 1\0"), ready])
    for (const answer of [Buffer.alloc(0), message("C", "SELECT 1\0"), whole.subarray(0, -1), whole.subarray(0, 7)]) {
      assert.isDefined(failureOf(answer))
    }
  })
})
