import { assert, describe, it } from "@effect/vitest"
import { Answer } from "@switchyard/core/Http"
import { read } from "../src/internal/envelope.ts"
import { fixture, refusal } from "./support/fixtures.ts"

const decoded = (status: number, text: string) => {
  const reading = read(new Answer(status, {}, text))
  return reading._tag === "Refusal" ? { _tag: reading._tag, code: reading.code, message: reading.message } : reading
}

const tags = (text: string, ...statuses: ReadonlyArray<number>) => statuses.map((status) => decoded(status, text)._tag)

describe("the envelope", () => {
  it("is a success only with result true and error code 0", () => {
    assert.deepStrictEqual(tags(fixture("withdraw-create-ok"), 200, 201, 299), ["Success", "Success", "Success"])
  })

  it("is a refusal with result false and an error code, whatever the HTTP status", () => {
    for (const status of [200, 400, 401, 403, 404, 409, 422]) {
      assert.deepStrictEqual(decoded(status, fixture("error-duplicate")), {
        _tag: "Refusal",
        code: "6",
        message: "Shop_payment_id '1' is not unique for shop(id=17)"
      })
    }
  })

  it.each([
    ["result true with an error code", '{"result":true,"error_code":4,"message":"Ok","data":null}'],
    ["result false without one", '{"result":false,"error_code":0,"message":"Ok","data":null}'],
    ["result false with success data", '{"result":false,"error_code":0,"data":{"id":1}}'],
    ["a refusal that brings the operation it refuses", '{"result":false,"error_code":9,"data":{"id":1}}']
  ])("contradicting itself is unreadable: %s", (_, text) => {
    assert.deepStrictEqual(tags(text, 200, 400), ["Unreadable", "Unreadable"])
  })

  it("may spell plain values as its documents do, with new members in any order and no message", () => {
    const odd = '{"new":[1],"message":null,"error_code":"4","result":"False","data":null}'
    assert.deepStrictEqual(decoded(200, odd), { _tag: "Refusal", code: "4", message: "no message given" })
    assert.strictEqual(decoded(200, '{"result":"true","error_code":0.0}')._tag, "Success")
    assert.deepStrictEqual(decoded(200, '{"result":false,"error_code":9}'), {
      _tag: "Refusal",
      code: "9",
      message: "no message given"
    })
  })

  it.each([
    ["nothing", ""],
    ["null", "null"],
    ["an array", "[]"],
    ["an array of envelopes", `[${refusal(9, "no")}]`],
    ["a text", '"Ok"'],
    ["HTML", "<html><body>502 Bad Gateway</body></html>"],
    ["Python", "{'data': None, 'error_code': 9, 'result': False}"],
    ["a trailing comma", '{"data":null,"error_code":9,"result":false,}'],
    ["two envelopes", refusal(9, "no") + refusal(9, "no")],
    ["a truncated envelope", refusal(9, "no").slice(0, -1)],
    ["an envelope that says things twice", '{"result":true,"result":false,"error_code":9}'],
    ["no result", '{"error_code":9,"message":"no","data":null}'],
    ["no error code", '{"result":false,"message":"no","data":null}'],
    ["an error code with a fraction", '{"result":false,"error_code":9.5}'],
    ["an error code beyond integers", '{"result":false,"error_code":1e400}'],
    ["a result that is a number", '{"result":0,"error_code":9}'],
    ["a message that is an object", '{"result":false,"error_code":9,"message":{"en":"no"}}'],
    ["nesting without end", "[".repeat(100_000)]
  ])("is not there when the body is %s", (_, text) => {
    assert.deepStrictEqual(tags(text, 200, 400), ["Unreadable", "Unreadable"])
  })

  it("never repeats an unreadable body", () => {
    for (const text of ["4111111111111111", '{"card":"4111111111111111"', '["4111111111111111"]']) {
      assert.notInclude(JSON.stringify(decoded(200, text)), "4111")
    }
  })
})
