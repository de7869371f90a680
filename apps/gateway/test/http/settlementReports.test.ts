/** Registers through the face: what is taken as an upload, what is refused and why, and that nothing is left behind. */
import { existsSync, readdirSync } from "node:fs"
import fc from "fast-check"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest"
import * as Cursor from "../../src/model/Cursor.ts"
import { directory } from "../operations/support/databases.ts"
import { startApi } from "./support/api.ts"

// Temporary files of its own, so that it can be seen which are left behind.
const temporary = directory()
beforeAll(() => void vi.stubEnv("TMPDIR", temporary.path))
afterAll(() => {
  vi.unstubAllEnvs()
  temporary.remove()
})

let gateway: Awaited<ReturnType<typeof startApi>>

beforeEach(async () => {
  gateway = await startApi({ rate: { perSecond: 1_000_000, burst: 1_000_000 }, maxReportBytes: 50_000 })
})
afterEach(() => gateway.dispose())

type Part = readonly [name: string, value: string | Blob]

const form = (...parts: ReadonlyArray<Part>) => {
  const data = new FormData()
  for (const [name, value] of parts) {
    if (typeof value === "string") data.append(name, value)
    else data.append(name, value, "../../etc/Ivanov.csv")
  }
  return data
}

const file = new Blob(["a;b\r\n1;2\r\n"])
const post = (...parts: ReadonlyArray<Part>) => gateway.ask("POST", "/v1/registers", { body: form(...parts) })

const left = () => readdirSync(temporary.path)

describe("a period that is pulled", () => {
  const pull = (body: unknown, path = "/v1/settlement-reports") => gateway.ask("POST", path, { body })
  const period = { from: "2024-04-19", to: "2024-04-20T12:30:00.5Z" }

  it("is answered at once, under both addresses, and shown under both", async () => {
    for (const path of ["/v1/settlement-reports", "/v1/registers"]) {
      const answer = await pull({ provider: "memory", period }, path)
      expect(answer).toMatchObject({
        status: 201,
        json: {
          provider: "memory",
          status: "reading",
          counts: { entries: 1 },
          pull: { period: { from: "2024-04-19T00:00:00.000Z", to: "2024-04-20T12:30:00.500Z" }, completeUntil: null }
        }
      })
      for (const at of ["/v1/settlement-reports", "/v1/registers"]) {
        expect((await gateway.ask("GET", `${at}/${answer.json.id}`)).json).toEqual(answer.json)
      }
    }
  })

  it.each([
    [{ provider: "memory" }, "period"],
    [{ provider: "memory", period: { from: "2024-04-19" } }, "period.to"],
    [{ provider: "memory", period: { ...period, from: "2024-04-19T00:00:00" } }, "period.from"],
    [{ provider: "memory", period: { ...period, from: "2024-04-19T00:00:00+03:00" } }, "period.from"],
    [{ provider: "memory", period: { ...period, from: "2024-02-31" } }, "period.from"],
    [{ provider: "memory", period: { ...period, days: 3 } }, "period.days"],
    [{ provider: "feennex", period }, "provider"]
  ])("of %j is refused with the field to blame", async (body, path) => {
    const { json, status } = await pull(body)
    expect([status, json.errors?.map((issue: { path: string }) => issue.path)]).toEqual([422, [path]])
  })

  it("that is no JSON is refused with 400, and without the database with 503", async () => {
    const headers = { "content-type": "application/json" }
    expect((await gateway.ask("POST", "/v1/settlement-reports", { body: "{", headers })).status).toBe(400)
    gateway.script.isAway = true
    const answer = await pull({ provider: "memory", period })
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "7"])
  })

  it("may be a file under the same address, and is compared again there", async () => {
    const body = form(["file", file], ["provider", "feennex"])
    const answer = await gateway.ask("POST", "/v1/settlement-reports", { body })
    expect(answer).toMatchObject({ status: 201, json: { provider: "feennex", pull: null } })
    const again = await gateway.ask("POST", `/v1/settlement-reports/${answer.json.id}/compare`)
    expect([again.status, again.json.id]).toEqual([200, answer.json.id])
  })
})

describe("a register that finds no room", () => {
  it("is refused for now, and taken when there is some", async () => {
    vi.stubEnv("TMPDIR", `${temporary.path}/nowhere`)
    const refused = await post(["file", file], ["provider", "feennex"])
    vi.stubEnv("TMPDIR", temporary.path)
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "30"])
    expect(gateway.imported).toEqual([])
    expect((await post(["file", file], ["provider", "feennex"])).status).toBe(201)
  })
})

describe("a register that is handed in", () => {
  it("is read from a file of its own, hashed, and answered with its report", async () => {
    const answer = await post(["file", file], ["provider", "feennex"])
    expect(answer).toMatchObject({ status: 201, json: { object: "register", provider: "feennex", status: "done" } })
    expect(answer.headers.get("idempotency-replayed")).toBe(null)
    expect(gateway.imported).toMatchObject([{ provider: "feennex", content: "a;b\r\n1;2\r\n" }])
    expect(gateway.imported[0]).not.toHaveProperty("from")
    expect(await gateway.ask("GET", `/v1/registers/${answer.json.id}`)).toMatchObject({
      status: 200,
      json: answer.json
    })
  })

  it("may have no byte at all: nothing has happened then", async () => {
    const answer = await post(["file", new Blob([])], ["provider", "feennex"])
    expect(answer).toMatchObject({ status: 201, json: { status: "done" } })
    expect(gateway.imported).toMatchObject([{ content: "" }])
  })

  it("may have its fields in any order, and its days", async () => {
    const answer = await post(["to", "2024-04-20"], ["provider", "feennex"], ["from", "2024-04-19"], ["file", file])
    expect(answer).toMatchObject({ status: 201, json: { from: "2024-04-19", to: "2024-04-20" } })
  })

  it("may have many megabytes, which come in pieces", async () => {
    const large = await startApi({ maxReportBytes: 5_000_000 })
    const content = "0123456789abcdef".repeat(250_000)
    const body = form(["file", new Blob([content])], ["provider", "feennex"])
    expect((await large.ask("POST", "/v1/registers", { body })).status).toBe(201)
    expect(large.imported[0]?.content).toBe(content)
    await large.dispose()
  })

  it("leaves no file behind, whatever becomes of it", async () => {
    await post(["file", file], ["provider", "feennex"])
    await post(["file", new Blob(["bad"])], ["provider", "feennex"])
    await post(["file", file], ["provider", "no such"])
    await post(["file", new Blob(["x".repeat(60_000)])], ["provider", "feennex"])
    gateway.script.isBroken = true
    expect((await post(["file", file], ["provider", "feennex"])).status).toBe(500)
    expect(left()).toEqual([])
    expect(gateway.imported.every(({ path }) => !existsSync(path))).toBe(true)
  })
})

describe("an upload", () => {
  it.each<[string, ReadonlyArray<Part>, string, string]>([
    ["without a file", [["provider", "feennex"]], "file", "is missing"],
    [
      "with two files",
      [
        ["file", file],
        ["file", file],
        ["provider", "feennex"]
      ],
      "file",
      "must be given once"
    ],
    [
      "with a file under another name",
      [
        ["register", file],
        ["provider", "feennex"]
      ],
      "*",
      "send one file as file"
    ],
    [
      "with text for a file",
      [
        ["file", "a;b"],
        ["provider", "feennex"]
      ],
      "file",
      "must be a file"
    ],
    ["without a provider", [["file", file]], "provider", "is missing"],
    [
      "with two providers",
      [
        ["file", file],
        ["provider", "a"],
        ["provider", "b"]
      ],
      "provider",
      "must be given once"
    ],
    [
      "with a provider that is none",
      [
        ["file", file],
        ["provider", "p2p"]
      ],
      "provider",
      "is not a configured provider instance"
    ],
    [
      "with a provider that cannot be one",
      [
        ["file", file],
        ["provider", "a b"]
      ],
      "provider",
      "must be the name of a provider instance"
    ],
    [
      "with another field",
      [
        ["file", file],
        ["provider", "feennex"],
        ["secret", "1"]
      ],
      "secret",
      "is not a known field"
    ],
    [
      "with too many parts",
      ["1", "2", "3", "4", "5"].map((name) => [name, "x"] as const),
      "*",
      "must be file, provider, from and to"
    ],
    [
      "that is no register",
      [
        ["file", new Blob(["bad"])],
        ["provider", "feennex"]
      ],
      "file",
      "is no register"
    ]
  ])("%s is refused at its field", async (_, parts, path, reason) => {
    const answer = await post(...parts)
    expect([answer.status, answer.json.errors]).toEqual([422, [{ path, reason }]])
  })

  it("of a form in which no file was chosen is refused", async () => {
    const headers = { "content-type": "multipart/form-data; boundary=b" }
    const part = (disposition: string, value: string) =>
      `--b\r\ncontent-disposition: form-data; ${disposition}\r\n\r\n${value}\r\n`
    const body = `${part('name="provider"', "feennex")}${part('name="file"; filename=""', "")}--b--\r\n`
    const answer = await gateway.ask("POST", "/v1/registers", { body, headers })
    expect([answer.status, answer.json.errors]).toEqual([422, [{ path: "file", reason: "is missing" }]])
  })

  it("that is too long is refused with 413, by its declared length, by its content, or by what it unpacks to", async () => {
    const declared = await post(["file", new Blob(["x".repeat(60_000)])], ["provider", "feennex"])
    expect([declared.status, declared.json.code]).toEqual([413, "body_too_large"])
    const boundary = "b"
    const body = `--b\r\ncontent-disposition: form-data; name="file"; filename="f"\r\n\r\n${"x".repeat(60_000)}\r\n--b--\r\n`
    const streamed = await gateway.send(
      new Request("http://gateway.test/v1/registers", {
        method: "POST",
        headers: {
          authorization: "Bearer sk_merchant_0001_4929",
          "content-type": `multipart/form-data; boundary=${boundary}`
        },
        body: new Blob([body]).stream(),
        duplex: "half"
      } as RequestInit)
    )
    expect([streamed.status, streamed.json.code]).toEqual([413, "body_too_large"])
    const unpacked = await post(["file", new Blob(["long"])], ["provider", "feennex"])
    expect([unpacked.status, unpacked.json.errors]).toEqual([413, [{ path: "file", reason: "is no register" }]])
  })

  it.each(["text/csv", "multipart/mixed; boundary=b"])("as %s is refused with 415", async (type) => {
    const answer = await gateway.ask("POST", "/v1/registers", { body: "a;b", headers: { "content-type": type } })
    expect([answer.status, answer.json.code]).toEqual([415, "unsupported_media_type"])
  })

  it("that cannot be taken apart is refused with 400", async () => {
    const headers = { "content-type": "multipart/form-data; boundary=b" }
    for (const body of [
      "",
      "--b",
      "--b\r\nx\r\n\r\n",
      '--b\r\ncontent-disposition: form-data; name="file"; filename="f"\r\n\r\nabc'
    ]) {
      expect([body, (await gateway.ask("POST", "/v1/registers", { body, headers })).status]).toEqual([body, 400])
    }
  })

  it("while the database is away is refused with 503 and when to come again", async () => {
    gateway.script.isAway = true
    const answer = await post(["file", file], ["provider", "feennex"])
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "7"])
  })

  it("of any parts is answered without a 5xx and without repeating them", async () => {
    const canary = "4929123412341234"
    const name = fc.constantFrom("file", "provider", "from", "to", "", canary, "__proto__", "constructor")
    const value = fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom(canary, "feennex", "2024-04-19"))
    const part = fc.tuple(
      name,
      fc.oneof(
        value,
        value.map((text) => new Blob([text]))
      )
    )
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 5 }), async (parts) => {
        const answer = await post(...parts)
        expect([201, 400, 413, 422]).toContain(answer.status)
        if (answer.status > 201) expect(answer.text).not.toContain(canary)
      }),
      { numRuns: 150 }
    )
  })
})

describe("a register's report", () => {
  it.each([
    ["limit=0", "limit"],
    ["limit=101", "limit"],
    ["cursor=abc", "cursor"],
    [`cursor=${Cursor.after("operations", 7)}`, "cursor"],
    ["surprise=1", "surprise"]
  ])("with %s is refused", async (query, path) => {
    const answer = await gateway.ask("GET", `/v1/registers/rg_1?${query}`)
    expect([answer.status, answer.json.errors[0].path]).toEqual([422, path])
  })

  it("takes a page, and is not there for an id that is none", async () => {
    await post(["file", file], ["provider", "feennex"])
    const path = `/v1/registers/rg_1?limit=5&cursor=${Cursor.after("findings", 7)}`
    expect((await gateway.ask("GET", path)).status).toBe(200)
    for (const id of ["rg_2", "..", "%00", "x".repeat(200)]) {
      expect((await gateway.ask("GET", `/v1/registers/${id}`)).status).toBe(404)
    }
  })

  it("needs an API key, as handing one in does", async () => {
    expect((await gateway.ask("GET", "/v1/registers/rg_1", { key: null })).status).toBe(401)
    expect((await gateway.ask("POST", "/v1/registers", { key: null, body: form(["file", file]) })).status).toBe(401)
    expect(gateway.imported).toEqual([])
  })
})

describe("a register that is to be compared again", () => {
  const compare = (id: string, options: object = {}) => gateway.ask("POST", `/v1/registers/${id}/compare`, options)

  it("is answered with what was found this time", async () => {
    const { json } = await post(["file", file], ["provider", "feennex"])
    const answer = await compare(json.id)
    expect([answer.status, answer.json]).toEqual([200, { ...json, comparedAt: "2026-01-03T03:04:05.000Z" }])
    expect((await compare(json.id, { body: {} })).status).toBe(200)
  })

  it.each([
    ["not_read", /has not been read to its end/],
    ["lines_not_kept", /upload the file again/],
    ["provider_not_configured", /is not configured any more/]
  ])("is refused with 409 where that cannot be: %s", async (reason, detail) => {
    const { json, status } = await compare(`rg_${reason}`)
    expect([status, json.code, json.detail]).toEqual([409, "register_not_comparable", expect.stringMatching(detail)])
  })

  it("is not there for an id that is none, takes no body, and needs an API key", async () => {
    for (const id of ["rg_7", "..", "%00"]) expect((await compare(id)).status).toBe(404)
    const headers = { "content-length": "14" }
    expect((await compare("rg_1", { body: { again: true }, headers })).status).toBe(422)
    expect((await compare("rg_1", { key: null })).status).toBe(401)
    gateway.script.isAway = true
    expect((await compare("rg_1")).status).toBe(503)
  })
})

describe("GET /v1/providers", () => {
  it("tells who issues registers, and in which formats", async () => {
    const { json } = await gateway.ask("GET", "/v1/providers")
    const registers = json.data.map((each: { instance: string; capabilities: object }) => [
      each.instance,
      Reflect.get(each.capabilities, "registers")
    ])
    expect(registers).toEqual([
      ["feennex", { formats: ["csv", "tsv", "xlsx", "xls"] }],
      ["p2p", undefined]
    ])
  })
})
