/** A compressed answer is read whole or not at all, on every way an answer can take, and its bound is that of the plain one. */
import * as zlib from "node:zlib"
import { assert, describe, it } from "@effect/vitest"
import * as Call from "@switchyard/core/Call"
import * as Http from "@switchyard/core/Http"
import { accepted, type Send } from "@switchyard/core/Outcome"
import { Transport } from "@switchyard/core/Transport"
import * as Effect from "effect/Effect"
import { listen } from "../support/server.ts"
import { proving, transportOf, type Way, ways } from "../support/transport.ts"

const pay: Http.Request = { method: "POST", path: "/pay", body: "amount=1" }
const look: Http.Request = { method: "GET", path: "/status" }

const text = JSON.stringify({ ok: true, name: "\u00e9", filler: "x".repeat(200) })

interface Sent {
  readonly body: Uint8Array
  readonly coding?: string
  readonly status?: string
  readonly headers?: ReadonlyArray<string>
  readonly chunked?: boolean
}

const wire = ({ body, chunked = false, coding, headers = [], status = "200 OK" }: Sent): Buffer => {
  const length = chunked ? "transfer-encoding: chunked" : `content-length: ${body.length}`
  const head = [
    `HTTP/1.1 ${status}`,
    length,
    ...(coding === undefined ? [] : [`content-encoding: ${coding}`]),
    ...headers
  ]
  const chunk = body.length === 0 ? [] : [Buffer.from(`${body.length.toString(16)}\r\n`), body, Buffer.from("\r\n")]
  const content = chunked ? [...chunk, Buffer.from("0\r\n\r\n")] : [body]
  return Buffer.concat([Buffer.from(`${head.join("\r\n")}\r\n\r\n`), ...content])
}

/** What comes of one request whose answer is sent so. */
const exchange = (way: Way, sent: Sent, request = pay, maxAnswerBytes = 1_048_576) =>
  Effect.gen(function* () {
    const server = yield* listen({ requested: (socket) => socket.end(wire(sent)) })
    const outcome = yield* Http.make({ baseUrl: server.url, maxAnswerBytes })
      .send(request)
      .pipe(Effect.provideService(Transport, yield* transportOf(way)))
    assert.strictEqual(server.observed.requests.length, 1, "it is sent once, whatever comes back")
    return outcome
  })

const textOf = (outcome: Http.Answer | Http.MaybeSent) =>
  outcome._tag === "Answer" ? `${outcome.status} ${outcome.text}` : outcome.fault

const plain = Buffer.from(text)
const bomb = zlib.gzipSync(Buffer.alloc(100 * 1_048_576))

const codings: ReadonlyArray<readonly [coding: string, encode: (body: Uint8Array) => Uint8Array]> = [
  ["gzip", (body) => zlib.gzipSync(body)],
  ["x-gzip", (body) => zlib.gzipSync(body)],
  ["GZIP", (body) => zlib.gzipSync(body)],
  ["br", (body) => zlib.brotliCompressSync(body)],
  ["deflate", (body) => zlib.deflateSync(body)]
]

describe.each(ways)("an answer %s", (way) => {
  it.live.each(codings)(
    "that came as %s is read, on a create and on a read, in one piece or chunked",
    ([coding, encode]) =>
      Effect.gen(function* () {
        for (const request of [pay, look]) {
          for (const chunked of [false, true]) {
            const outcome = yield* exchange(way, { body: encode(plain), coding, chunked }, request)
            assert.strictEqual(textOf(outcome), `200 ${text}`)
          }
        }
      })
  )

  it.live("that came as deflate without its header, or compressed twice, is read", () =>
    Effect.gen(function* () {
      const raw = yield* exchange(way, { body: zlib.deflateRawSync(plain), coding: "deflate" })
      assert.strictEqual(textOf(raw), `200 ${text}`)
      const twice = zlib.brotliCompressSync(zlib.gzipSync(plain))
      assert.strictEqual(textOf(yield* exchange(way, { body: twice, coding: "gzip, br" })), `200 ${text}`)
    })
  )

  it.live("is read as it is where the header names no coding", () =>
    Effect.gen(function* () {
      for (const coding of ["identity", "utf-8", "none"]) {
        assert.strictEqual(textOf(yield* exchange(way, { body: plain, coding })), `200 ${text}`)
      }
    })
  )

  it.live("may have as many bytes when decoded as a plain one, and not one more", () =>
    Effect.gen(function* () {
      for (const [coding, encode] of codings) {
        const body = encode(Buffer.alloc(5000, 120))
        const fits = yield* exchange(way, { body, coding }, pay, 5000)
        assert.strictEqual(fits._tag, "Answer", coding)
        assert.strictEqual(textOf(yield* exchange(way, { body, coding }, pay, 4999)), "AnswerTooLarge", coding)
      }
    })
  )

  it.live("that would become a hundred megabytes is given up", () =>
    Effect.gen(function* () {
      assert.isBelow(bomb.length, 1_048_576)
      assert.strictEqual(textOf(yield* exchange(way, { body: bomb, coding: "gzip" })), "AnswerTooLarge")
    })
  )

  it.live("that is empty is empty, also chunked and under a coding", () =>
    Effect.gen(function* () {
      const body = new Uint8Array()
      for (const chunked of [false, true]) {
        assert.strictEqual(textOf(yield* exchange(way, { body, chunked })), "200 ")
        assert.strictEqual(textOf(yield* exchange(way, { body, chunked, status: "500 No" })), "500 ")
      }
      if (way === "over the runtime's fetch") return
      for (const chunked of [false, true]) {
        assert.strictEqual(textOf(yield* exchange(way, { body, chunked, coding: "gzip" })), "200 ")
      }
    })
  )
})

describe.each(proving)("an answer %s that cannot be decoded", (way) => {
  const damaged = Buffer.from(zlib.gzipSync(plain))
  damaged[20] = (damaged[20] ?? 0) ^ 0xff
  const cases: ReadonlyArray<readonly [what: string, body: Uint8Array, coding: string]> = [
    ["cut off in the middle", zlib.gzipSync(plain).subarray(0, 40), "gzip"],
    ["cut off before its checksum", zlib.gzipSync(plain).subarray(0, -8), "gzip"],
    ["cut off by one byte", zlib.brotliCompressSync(plain).subarray(0, -1), "br"],
    ["damaged", damaged, "gzip"],
    ["plain under a coding", plain, "gzip"],
    ["plain under Brotli", plain, "br"],
    ["in a coding nobody knows", plain, "zip-of-ours"],
    ["in one coding of two that is known", zlib.gzipSync(plain), "zip-of-ours, gzip"],
    ["compressed again and again", plain, "gzip, gzip, gzip, gzip"]
  ]

  it.live.each(cases)("(%s) is unknown for a send and a failed read, whatever its status", ([, body, coding]) =>
    Effect.gen(function* () {
      for (const status of ["200 OK", "400 Bad Request", "404 Not Found", "429 Too Many Requests"]) {
        const outcome = yield* exchange(way, { body, coding, status })
        assert.strictEqual(textOf(outcome), "AnswerUnreadable")
        const call = Call.make({ provider: "stub", operation: "payouts.create", reference: "po-1", sensitive: [] })
        // An adapter to which the status alone says enough.
        const refuse = (): Send<never> => Effect.fail(call.rejected("InvalidRequest", "no"))
        const sent = yield* call.send(Effect.succeed(outcome), refuse)
        assert.deepInclude(sent, { _tag: "OutcomeUnknown", reason: "UnreadableAnswer" })
        const read = yield* Effect.flip(call.read(Effect.succeed(outcome), () => Effect.succeed("found")))
        assert.deepInclude(read, { _tag: "ReadFailed", reason: "UnreadableAnswer" })
      }
    })
  )

  it.live("is still the 5xx that it is", () =>
    Effect.gen(function* () {
      const sent = { coding: "zip-of-ours", body: plain, status: "503 No", headers: ["retry-after: 7"] }
      const outcome = yield* exchange(way, sent)
      assert.strictEqual(textOf(outcome), "503 ")
      const call = Call.make({ provider: "stub", operation: "payouts.create", reference: "po-1", sensitive: [] })
      const ended = yield* call.send(Effect.succeed(outcome), () => Effect.succeed(accepted("yes")))
      assert.deepInclude(ended, { _tag: "OutcomeUnknown", reason: "ProviderUnavailable" })
    })
  )
})

describe("an answer through fetch, which decodes by itself", () => {
  it.live("is unreadable where it was damaged", () =>
    Effect.gen(function* () {
      for (const coding of ["gzip", "br", "deflate"]) {
        const outcome = yield* exchange("over the runtime's fetch", { body: plain, coding })
        assert.strictEqual(textOf(outcome), "AnswerUnreadable", coding)
      }
    })
  )
})
