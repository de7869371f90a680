/** The parts of the live mode that need no provider: its variables, what it keeps of an answer, and the drift report. */
import { assert, describe, it } from "@effect/vitest"
import * as Drift from "@switchyard/contract-tests/live/Drift"
import * as Environment from "@switchyard/contract-tests/live/Environment"
import * as Recording from "@switchyard/contract-tests/live/Recording"

describe("the environment", () => {
  it("names every variable that is missing or empty, and what it is for", () => {
    const wanted = { A_URL: "the host", A_KEY: "the key", A_NAME: "the name" }
    const read = () => Environment.read({ A_URL: "https://example.com", A_KEY: "" }, wanted)
    assert.throws(read, /not set:\n {2}A_KEY: the key\n {2}A_NAME: the name$/)
  })

  it("gives the values by name", () => {
    assert.strictEqual(
      Environment.read({ A_URL: "https://example.com" }, { A_URL: "the host" })("A_URL"),
      "https://example.com"
    )
  })
})

describe("a recording", () => {
  it("keeps members and types, and no value but those of harmless members", () => {
    const answer =
      '{"status":5,"card":"4276550018273642","people":[{"name":"Kanareika","age":7.50}],"note":null,"ok":true}'
    assert.deepStrictEqual(Recording.of("get", 200, answer, new Set(["status"])), {
      operation: "get",
      status: 200,
      body: '{"status":5,"card":"replaced","people":[{"name":"replaced","age":0}],"note":null,"ok":true}'
    })
  })

  it("keeps nothing of what is no JSON", () => {
    assert.isUndefined(Recording.of("get", 502, "<h1>Kanareika</h1>", new Set()).body)
  })
})

describe("the drift report", () => {
  const printed = (body: string) => ({ case: "get", body })

  it("tells what is missing, new, and of another type, and says nothing of what lies below", () => {
    const samples = [printed('{"id":1,"data":{"card":"4","bank":"b"},"old":{"deep":1}}')]
    const live = [printed('{"id":"1","data":{"card":null,"bank":"b","fee":{"deep":0}}}')]
    assert.deepStrictEqual(
      Drift.compare(samples, live).map(({ documents, live, member, what }) => [member, what, documents, live]),
      [
        ["old", "missing", "object", "-"],
        ["id", "other type", "number", "string"],
        ["data.card", "other type", "string", "null"],
        ["data.fee", "new", "-", "object"]
      ]
    )
  })

  it("takes a member that only some samples have for optional, and one that any sample has for known", () => {
    const samples = [printed('{"id":1}'), printed('{"id":1,"reason":"r"}')]
    assert.deepStrictEqual(Drift.compare(samples, [printed('{"id":2}')]), [])
    assert.deepStrictEqual(Drift.compare(samples, [printed('{"id":2,"reason":""}')]), [])
  })

  it("looks into lists, and notices a case without a sample and an answer that is no JSON", () => {
    const list = [printed('[{"id":1}]')]
    assert.deepStrictEqual(Drift.compare(list, [printed('[{"id":1},{"id":"2"}]')])[0]?.member, "[].id")
    assert.deepInclude(Drift.compare([], list)[0], { case: "get", documents: "no sample", live: "array" })
    assert.deepInclude(Drift.compare(list, [{ case: "get", body: undefined }])[0], { live: "no JSON" })
  })

  it("is a table, or one line when nothing has drifted", () => {
    assert.strictEqual(Drift.table([]), "drift: every answer has the shape that the documents print")
    const table = Drift.table(Drift.compare([printed('{"id":1}')], [printed('{"id":"1"}')]))
    assert.strictEqual(
      table,
      [
        "drift:",
        "| case | member | what       | documents | live   |",
        "| get  | id     | other type | number    | string |"
      ].join("\n")
    )
  })
})
