import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { post } from "../support.ts"
import { type Answer, address, body, examples, headers, setUp } from "./support.ts"

const world = setUp({ settings: { pollingAgreed: true } })

const posts = ["create_pay_out/", "rejected_pay_out/"] as const

const isAnswer = async (request: Request): Promise<Answer> => {
  const response = await world.p2p.fetch(request)
  expect(response.status).toBe(200)
  const answer = (await response.json()) as Answer
  expect(typeof answer.ok).toBe("boolean")
  if (answer.ok === false) expect(answer).toEqual({ ok: false, error: expect.stringMatching(/./) })
  return answer
}

const strange = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom<unknown>("", " ", "__proto__", 1e308, -0, 1e-7, "9".repeat(300), [], {}, { toString: 1 }),
  fc.constantFrom<unknown>("12.345", "-1.00", "NaN", "٣.٣٣", "\ud800", "1500.00\n", "rub\u0000", true)
)

describe("any body", () => {
  it("of bytes is refused", async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...posts), fc.uint8Array({ maxLength: 300 }), async (path, bytes) => {
        const request = new Request(address(path), { method: "POST", headers, body: new Uint8Array(bytes) })
        expect((await isAnswer(request)).ok).toBe(false)
      })
    )
  })

  it("of JSON is refused", async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...posts), fc.json({ maxDepth: 4 }), async (path, json) => {
        expect((await isAnswer(post(address(path), json))).ok).toBe(false)
      })
    )
  })

  it("with one strange field, signed or not, is answered with ok or a text", async () => {
    const name = fc.constantFrom(...Object.keys(examples.sbp), "number_card", "sign", "__proto__", "standart_sign")
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...posts), name, strange, async (path, member, value) => {
        const printable = typeof value === "object" ? "" : value
        await isAnswer(post(address(path), { ...body({ [member]: printable }), [member]: value }))
      }),
      { numRuns: 500 }
    )
  })

  it.each([
    ["nested a hundred thousand times", "[".repeat(100_000) + "]".repeat(100_000)],
    ["with a key named __proto__", '{"__proto__":{"order_id":"x"},"constructor":1}'],
    ["with a timeout of ten thousand digits", `{"timeout":${"9".repeat(10_000)}}`],
    ["of more than a megabyte", `{"order_id":"${"x".repeat(1024 * 1024)}"}`],
    ["that is empty", ""]
  ])("%s is refused", async (_name, json) => {
    expect((await isAnswer(post(address("create_pay_out/"), json))).ok).toBe(false)
  })

  it("and any id in a path are answered with a text", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ minLength: 1, unit: "binary" }), async (id) => {
        // Dots alone are resolved away by the URL itself.
        fc.pre(!/^\.{1,2}$/.test(id) && id.isWellFormed())
        const request = new Request(address(`status_pay_out/x${encodeURIComponent(id)}/`), { headers })
        expect((await isAnswer(request)).error).toBe("pay out not found")
      })
    )
    const broken = new Request(address("status_pay_out/%ff/"), { headers })
    expect((await isAnswer(broken)).error).toBe("pay out not found")
  })

  it("has created nothing on its way that was not asked for properly", () => {
    for (const { amount, method } of world.admin.operations()) {
      expect(Number(amount)).toBeGreaterThan(0)
      expect(["card", "sbp", "score", "iban"]).toContain(method)
    }
  })
})
