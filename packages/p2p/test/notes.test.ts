/** Further statements of the platform that help a person: in full, shortened, or marked as unreadable, never dropped. */
import { assert, describe, it } from "@effect/vitest"
import * as Wire from "@switchyard/core/Wire"
import * as Redacted from "effect/Redacted"
import { notes } from "../src/internal/notes.ts"

const sensitive = [Redacted.make("sign-key-of-the-tests"), Redacted.make("Kanareev Ivan")]

const read = (data: Parameters<typeof notes>[1]) => {
  const wire = Wire.reader()
  const found = notes(wire, data, sensitive) ?? []
  return {
    notes: Object.fromEntries(found.map(({ name, value }) => [name, value])),
    anomalies: wire.anomalies.map(({ kind, message }) => `${kind} ${message}`)
  }
}

const printed = (data: Parameters<typeof notes>[1]) => {
  const { anomalies, notes } = read(data)
  assert.deepStrictEqual(anomalies, [])
  return notes
}

describe("what a person may read", () => {
  it("stands in the order in which the documents name it, as far as it is stated", () => {
    const wire = Wire.reader()
    assert.deepStrictEqual(notes(wire, { bank_name: "Tinkoff", created_at: "2024-02-15T09:30:45Z" }, []), [
      { name: "created_at", value: "2024-02-15T09:30:45Z" },
      { name: "bank_name", value: "Tinkoff" }
    ])
    assert.isUndefined(notes(wire, { bank_name: null, full_name: "" }, []))
    assert.deepStrictEqual(wire.anomalies, [])
  })

  it.each([
    "2024-02-15T09:30:45Z",
    "2024-02-15T09:30:45.123456Z",
    "2024-02-15T12:30:45+03:00",
    "2024-02-15T12:30:45-0330"
  ])("of times is the very text: %s", (created_at) => {
    assert.deepStrictEqual(printed({ created_at, updated_at: created_at }), { created_at, updated_at: created_at })
  })

  it("of a person is the first letter of each name", () => {
    assert.deepStrictEqual(printed({ full_name: "Petrov Petr Petrovich" }), { full_name: "P*** P*** P***" })
    assert.deepStrictEqual(printed({ full_name: "4276345439581234" }), { full_name: "4***" })
  })

  it("of a bank is its name, without what is personal, in bounds", () => {
    assert.deepStrictEqual(printed({ bank_name: "Банк «Точка»" }), { bank_name: "Банк «Точка»" })
    assert.deepStrictEqual(printed({ bank_name: "of kanareev  ivan, 4276 3454 3958 1234\u0000" }), {
      bank_name: "of ***, ***"
    })
    assert.strictEqual(printed({ bank_name: "x".repeat(300) }).bank_name?.length, 128)
  })

  it.each([
    ["https://p2p.example/reject/1", "https://p2p.example/reject/1"],
    ["HTTPS://P2P.example:8443/Reject/", "https://p2p.example:8443/Reject/"],
    ["https://p2p.example/reject?token=secret&id=1#secret", "https://p2p.example/reject?***"],
    ["https://p2p.example/reject#secret", "https://p2p.example/reject"],
    ["https://user:secret@p2p.example/reject", "https://p2p.example/reject"],
    ["https://p2p.example/reject/sign-key-of-the-tests/1", "https://p2p.example/reject/***/1"],
    ["https://p2p.example/reject/Kanareev%20Ivan", "https://p2p.example/reject/***"],
    [`https://p2p.example/reject/${"0123456789abcdef".repeat(4)}`, "https://p2p.example/reject/***"]
  ])("of %s is %s: what could let somebody act is not there", (reject_callback_url, value) => {
    assert.deepStrictEqual(printed({ reject_callback_url }), { reject_callback_url: value })
  })
})

describe("what cannot be read", () => {
  const cases: ReadonlyArray<
    readonly [name: keyof Parameters<typeof notes>[1], values: ReadonlyArray<string | boolean>]
  > = [
    ["created_at", ["yesterday", "2024-02-15", "2024-02-15 09:30:45Z", "2024-02-15T09:30:45", "2024-13-15T09:30:45Z"]],
    ["updated_at", ["2024-02-15T09:30:45Z 4276345439581234", "x2024-02-15T09:30:45Z", "2024-02-15T09:30:45.Z"]],
    ["full_name", [true, " \u200b"]],
    ["bank_name", [true, "\u0000"]],
    [
      "reject_callback_url",
      ["javascript:alert(1)", "/reject/1", "https://a b/", `https://p2p.example/${"x".repeat(493)}`]
    ]
  ]

  it.each(cases)("of %s is an anomaly that repeats nothing of it", (name, values) => {
    for (const value of [...values, {}, ["a"]]) {
      const { anomalies, notes } = read({ [name]: value })
      assert.deepStrictEqual(notes, {})
      assert.match(anomalies.join("\n"), new RegExp(`^UnreadableField ${name}: is not a (time|name|web address.*)$`))
    }
  })

  it("is an address of 513 characters, not one of 512", () => {
    const reject_callback_url = `https://p2p.example/${"x".repeat(492)}`
    assert.strictEqual(reject_callback_url.length, 512)
    assert.property(printed({ reject_callback_url }), "reject_callback_url")
  })
})
