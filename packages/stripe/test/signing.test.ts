/** The header of a webhook's signature, read on its own. */
import { describe, expect, it } from "@effect/vitest"
import * as Signing from "../src/internal/signing.ts"

const body = new TextEncoder().encode(`{"id":"evt_1"}`)
const at = "1700000000"

describe("parsed", () => {
  it("reads the time and each signature of the scheme, whatever their order", () => {
    expect(Signing.parsed("t=1700000000,v1=aa,v0=bb,v1=cc")).toEqual({ at, v1: ["aa", "cc"] })
    expect(Signing.parsed("v1=aa,t=1700000000")).toEqual({ at, v1: ["aa"] })
  })

  it("keeps what follows the first equals sign", () => {
    expect(Signing.parsed("t=1700000000,v1=a=b")?.v1).toEqual(["a=b"])
  })

  it.each([
    ["no time", "v1=aa"],
    ["two times", "t=1700000000,t=1700000001,v1=aa"],
    ["the same time twice", "t=1700000000,t=1700000000,v1=aa"],
    ["no signature", "t=1700000000"],
    ["another scheme alone", "t=1700000000,v0=aa"],
    ["a time with more before it", "t=x1700000000,v1=aa"],
    ["a time with more after it", "t=1700000000x,v1=aa"],
    ["a negative time", "t=-1700000000,v1=aa"],
    ["an empty time", "t=,v1=aa"],
    ["a time of thirteen digits", "t=1700000000000,v1=aa"],
    ["names without a value", "t,v1"],
    ["spaces", "t=1700000000, v1=aa"],
    ["nothing", ""]
  ])("has nothing to say of %s", (_, text) => {
    expect(Signing.parsed(text)).toBeUndefined()
  })
})

describe("isSignedBy", () => {
  const good = Signing.sign(at, body, "whsec_new")

  it("holds where any signature is by any secret", () => {
    expect(Signing.isSignedBy({ at, v1: ["00", good] }, body, ["whsec_old", "whsec_new"])).toBe(true)
  })

  it.each([
    ["another secret", { at, v1: [good] }, body, ["whsec_old"]],
    ["no secret", { at, v1: [good] }, body, []],
    ["no signature", { at, v1: [] }, body, ["whsec_new"]],
    ["another time", { at: "1700000001", v1: [good] }, body, ["whsec_new"]],
    ["other bytes", { at, v1: [good] }, body.slice(1), ["whsec_new"]]
  ])("does not hold with %s", (_, signature, bytes, secrets) => {
    expect(Signing.isSignedBy(signature, bytes, secrets)).toBe(false)
  })
})
