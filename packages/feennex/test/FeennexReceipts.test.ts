/** Receipts: a payer's document, posted unsigned to another service, on allowed hosts alone. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import nock from "nock"
import type { Options } from "../src/Feennex.ts"
import { maxReceiptBytes } from "../src/FeennexReceipts.ts"
import { fixture } from "./support/fixtures.ts"
import { guardNetwork } from "./support/network.ts"
import { ended } from "./support/plain.ts"
import { core, shop } from "./support/shop.ts"

guardNetwork()

const files = "https://files.example.com"
const path = "/api/v1/order/ade32e06-6fa4-425a-9c4c-e026ac6d93e6/receipt"
const pdf = new TextEncoder().encode("%PDF-1.7 the payer's receipt")
const withFiles: Partial<Options> = { receiptHosts: ["files.example.com"] }

const upload = (file: Uint8Array = pdf, url: string | undefined = files + path, options = withFiles) =>
  Effect.gen(function* () {
    const { payments } = yield* shop(options)
    const links = url === "" ? {} : { upload: url }
    return yield* ended(payments.uploadReceipt({ reference: "4129", links, file }))
  })

describe("a receipt", () => {
  it.effect("is posted as multipart field `file`, with a name of our own and no signature", () =>
    Effect.gen(function* () {
      const bodies: Array<string> = []
      nock(files)
        .post(path, (body) => {
          bodies.push(String(body))
          return true
        })
        .matchHeader("content-type", /^multipart\/form-data; ?boundary=/)
        .reply(202, fixture("receipt-upload-accepted"))
      assert.deepStrictEqual(yield* upload(), { _tag: "Accepted", value: { status: "pending" } })
      const parts = (bodies[0] ?? "").split("\r\n")
      assert.match(parts[0] ?? "", /^--/)
      assert.deepStrictEqual(parts.slice(1), [
        'Content-Disposition: form-data; name="file"; filename="receipt.pdf"',
        "Content-Type: application/pdf",
        "",
        "%PDF-1.7 the payer's receipt",
        `${parts[0]}--`,
        ""
      ])
    })
  )

  it.effect("of exactly 10 MB is sent completely", () =>
    Effect.gen(function* () {
      const file = new Uint8Array(maxReceiptBytes)
      file.set([0xff, 0xd8, 0xff])
      nock(files)
        .post(path, (body) => String(body).length > 0)
        .reply(202, "null")
      assert.strictEqual((yield* upload(file))._tag, "Accepted")
    })
  )

  const invalid = (path: string, reason: string) => ({
    _tag: "NotExecuted",
    provider: "feennex",
    operation: "payments.uploadReceipt",
    reason: "InvalidRequest",
    message: `${path}: ${reason}`,
    issues: [{ path, reason }]
  })

  it.effect("over 10 MB is not sent", () =>
    Effect.gen(function* () {
      const file = new Uint8Array(maxReceiptBytes + 1)
      file.set(pdf)
      assert.deepStrictEqual(yield* upload(file), invalid("file", "must be at most 10 MB"))
    })
  )

  it.effect.each(["PK\x03\x04receipt.jpg", "<html>receipt.pdf", "", "GIF89a", "receipt.png"])(
    "whose content is %j is not sent, whatever it calls itself",
    (text) =>
      Effect.gen(function* () {
        const end = yield* upload(new TextEncoder().encode(text))
        assert.deepStrictEqual(end, invalid("file", "must be a JPEG, PNG, PDF, WebP or HEIF file"))
      })
  )

  it.effect("without an address is not sent", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* upload(pdf, ""), invalid("links.upload", "is missing or no web address"))
    })
  )

  it.effect.each([
    `https://evil.example${path}`,
    `https://files.example.com.evil.example${path}`,
    `https://files.example.com:8443${path}`,
    `https://files.example.com@evil.example${path}`,
    `http://files.example.com${path}`,
    `${core}${path}`,
    "https://evil.example/?https://files.example.com",
    "https:\\\\files.example.com\\receipt",
    "file:///etc/passwd",
    "javascript:alert(1)",
    // A relative address names no host, so no host of ours may stand in for it.
    path
  ])("for %j is not sent", (url) =>
    Effect.gen(function* () {
      assert.deepInclude(yield* upload(pdf, url), { _tag: "NotExecuted", reason: "InvalidRequest" })
    })
  )

  it.effect.each([
    [400, fixture("receipt-upload-refused"), "File type: application/zip not allowed"],
    [422, fixture("receipt-status-refused"), "value isn't a valid uuid"]
  ] as const)("is rejected after HTTP %i, with the service's words", ([status, body, message]) =>
    Effect.gen(function* () {
      nock(files).post(path).reply(status, body)
      assert.deepStrictEqual(yield* upload(), {
        _tag: "Rejected",
        provider: "feennex",
        operation: "payments.uploadReceipt",
        reason: "InvalidRequest",
        providerCode: String(status),
        message
      })
    })
  )

  it.effect.each([
    [200, "null"],
    [201, "null"],
    [302, ""],
    [400, "<html>Bad Request</html>"],
    [400, "null"],
    [422, "[]"],
    [403, '{"detail":"Forbidden"}'],
    [413, ""],
    [418, '{"detail":"teapot"}'],
    [429, ""],
    [500, '{"detail":"no"}']
  ] as const)("may have arrived after HTTP %i with %j", ([status, body]) =>
    Effect.gen(function* () {
      nock(files).post(path).reply(status, body)
      assert.deepInclude(yield* upload(), { _tag: "OutcomeUnknown", reference: "4129" })
    })
  )

  it.effect.each([undefined, []])("has nowhere to go when the shop allows the hosts %j", (receiptHosts) =>
    Effect.gen(function* () {
      const { payments } = yield* shop(receiptHosts === undefined ? {} : { receiptHosts })
      assert.notIncludeMembers([...payments.capabilities.operations], ["uploadReceipt", "receipts"])
      const links = { upload: files + path, status: `${files}${path}/status` }
      const sent = yield* ended(payments.uploadReceipt({ reference: "4129", links, file: pdf }))
      assert.deepInclude(sent, { _tag: "NotExecuted", reason: "Unsupported" })
      assert.deepInclude(yield* ended(payments.receipts({ links })), {
        _tag: "Unsupported",
        operation: "payments.receipts"
      })
    })
  )
})

const receipts = (url?: string) =>
  Effect.gen(function* () {
    const { payments } = yield* shop(withFiles)
    return yield* ended(payments.receipts({ links: url === undefined ? {} : { status: url } }))
  })

describe("the receipts of a payment", () => {
  const url = `${files}${path}/status`

  it.effect("are read from a list without the envelope", () =>
    Effect.gen(function* () {
      nock(files).get(`${path}/status`).reply(200, fixture("receipt-status-ok"))
      const id = "c9e35f42-62de-45c4-8092-152ba47d81e5"
      assert.deepStrictEqual(yield* receipts(url), { _tag: "Value", value: [{ id, status: "pending" }] })
    })
  )

  it.effect("know pending, succeeded (also spelled succeed) and rejected, and no other status", () =>
    Effect.gen(function* () {
      const words = ["pending", "succeeded", "succeed", "rejected", "lost", "__proto__", "constructor"]
      const comment = "Not from card 4111111111111111"
      const body = words.map((status, id) => ({ id, status, comment, extra: 1 }))
      nock(files).get(`${path}/status`).reply(200, JSON.stringify(body))
      const known = ["pending", "succeeded", "succeeded", "rejected", "unrecognised", "unrecognised", "unrecognised"]
      const value = known.map((status, id) => ({ id: String(id), status, comment: "Not from card ***" }))
      assert.deepStrictEqual(yield* receipts(url), { _tag: "Value", value })
    })
  )

  it.effect.each([
    [422, fixture("receipt-status-refused"), "InvalidRequest", "value isn't a valid uuid"],
    [422, "<html>", "InvalidRequest", "no detail given"],
    [200, "null", "UnreadableAnswer", "HTTP 200, not a list of receipts"],
    [200, '{"detail":"x"}', "UnrecognisedAnswer", "x"],
    [200, "<html>", "UnreadableAnswer", "HTTP 200, not a list of receipts"],
    [404, fixture("receipt-status-ok"), "UnreadableAnswer", "HTTP 404, not a list of receipts"],
    [418, "", "UnreadableAnswer", "HTTP 418, not a list of receipts"],
    [503, "", "ProviderUnavailable", "the provider answered HTTP 503"]
  ] as const)("cannot be known after HTTP %i with %j", ([status, body, reason, message]) =>
    Effect.gen(function* () {
      nock(files).get(`${path}/status`).reply(status, body)
      const end = { _tag: "ReadFailed", provider: "feennex", operation: "payments.receipts", reason, message }
      assert.deepStrictEqual(yield* receipts(url), end)
    })
  )

  it.effect.each([undefined, "https://evil.example/status", `${core}/status`, "http://files.example.com/status"])(
    "are not asked for at %j",
    (elsewhere) =>
      Effect.gen(function* () {
        const end = yield* receipts(elsewhere)
        assert.deepInclude(end, { _tag: "ReadFailed", reason: "InvalidRequest", neverSent: true })
      })
  )
})
