/** A body is the same bytes for the same input, and holds all of it or is none. */
import { inspect } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import * as Body from "@switchyard/core/Body"
import * as Json from "@switchyard/core/Json"

const bytesOf = ({ content }: Body.Body) => (typeof content === "string" ? new TextEncoder().encode(content) : content)

describe("a JSON body", () => {
  it("has numbers as they were written, under its own media type", () => {
    const { content, contentType } = Body.json({ amount: Json.number("1.00"), left: undefined })
    assert.deepStrictEqual([contentType, content], ["application/json", '{"amount":1.00}'])
    const merge = "application/merge-patch+json"
    assert.strictEqual(Body.json({}, { contentType: merge }).contentType, merge)
  })
})

describe("a form", () => {
  it("has its fields in the order given, percent-encoded, without those that are undefined", () => {
    const fields = { b: "1 &=+%", a: Json.number("2.50"), none: undefined, empty: "", yes: true, name: "\u00e9\u20ac" }
    const { content, contentType } = Body.form(fields)
    assert.strictEqual(contentType, "application/x-www-form-urlencoded")
    assert.strictEqual(content, "b=1+%26%3D%2B%25&a=2.50&empty=&yes=true&name=%C3%A9%E2%82%AC")
    assert.deepStrictEqual(
      [...new URLSearchParams(String(content))],
      [
        ["b", "1 &=+%"],
        ["a", "2.50"],
        ["empty", ""],
        ["yes", "true"],
        ["name", "\u00e9\u20ac"]
      ]
    )
  })

  const nested = { metadata: { order: "7", left: undefined }, lines: [{ sku: "a", tags: ["x", "y"] }, { sku: "b" }] }
  const read = ({ content }: Body.Body) => [...new URLSearchParams(String(content))].map((pair) => pair.join("="))

  it("writes lists and objects by their places", () => {
    assert.deepStrictEqual(read(Body.form(nested, { nested: "indexed" })), [
      "metadata[order]=7",
      "lines[0][sku]=a",
      "lines[0][tags][0]=x",
      "lines[0][tags][1]=y",
      "lines[1][sku]=b"
    ])
  })

  it("repeats the name of a list of scalars, and no other", () => {
    const expand = { expand: ["charge", "customer"], metadata: { order: "7" } }
    assert.deepStrictEqual(read(Body.form(expand, { nested: "repeated" })), [
      "expand[]=charge",
      "expand[]=customer",
      "metadata[order]=7"
    ])
    assert.throws(() => Body.form(nested, { nested: "repeated" }), TypeError)
  })

  it("is none where something of it would be lost", () => {
    const flat: (fields: { readonly [name: string]: Body.FormValue | undefined }) => Body.Body = Body.form as never
    assert.throws(() => flat(nested), TypeError)
    for (const empty of [{ a: [] }, { a: {} }, { a: { b: undefined } }, { a: [{}] }]) {
      assert.throws(() => Body.form(empty, { nested: "indexed" }), TypeError)
    }
  })
})

describe("a multipart body", () => {
  const file = { name: "file", fileName: "a.png", contentType: "image/png", content: new Uint8Array([1, 13, 10, 255]) }
  const parts: ReadonlyArray<Body.Part> = [{ name: "purpose", value: "pr\u00f6of" }, file]
  const boundaryOf = ({ contentType }: Body.Body) => contentType.replace("multipart/form-data; boundary=", "")

  it("is read by others as what went into it", async () => {
    const body = Body.multipart(parts)
    const form = await new Response(bytesOf(body), { headers: { "content-type": body.contentType } }).formData()
    assert.strictEqual(form.get("purpose"), "pr\u00f6of")
    const found = form.get("file")
    assert.isTrue(found instanceof File && found.name === "a.png" && found.type === "image/png")
    assert.deepStrictEqual(found instanceof File && new Uint8Array(await found.arrayBuffer()), file.content)
  })

  it("is the same bytes for the same parts, and others for any other part", () => {
    assert.deepStrictEqual(bytesOf(Body.multipart(parts)), bytesOf(Body.multipart(parts)))
    const others: ReadonlyArray<ReadonlyArray<Body.Part>> = [
      parts,
      parts.toReversed(),
      [file],
      [{ name: "purpose", value: "pr\u00f6og" }, file],
      [{ name: "purposep", value: "r\u00f6of" }, file],
      [
        { name: "purpose", value: "pr\u00f6of" },
        { ...file, fileName: "b.png" }
      ],
      [
        { name: "purpose", value: "pr\u00f6of" },
        { ...file, contentType: "image/gif" }
      ],
      [
        { name: "purpose", value: "pr\u00f6of" },
        { ...file, content: new Uint8Array([1, 13, 10]) }
      ]
    ]
    assert.strictEqual(new Set(others.map((each) => boundaryOf(Body.multipart(each)))).size, others.length)
  })

  it("lets no name, file name or type write a line of its own", () => {
    const body = Body.multipart([{ ...file, name: 'a"\r\nX: 1', fileName: 'b"\r\nY: 1' }])
    const text = Buffer.from(bytesOf(body)).toString("latin1")
    assert.include(text, 'name="a%22%0D%0AX: 1"; filename="b%22%0D%0AY: 1"\r\n')
    assert.throws(() => Body.multipart([{ ...file, contentType: "image/png\r\nX: 1" }]), TypeError)
  })
})

describe("a body", () => {
  it("prints as its media type alone", () => {
    for (const body of [
      Body.json("canary"),
      Body.form({ a: "canary" }),
      Body.multipart([{ name: "a", value: "canary" }])
    ]) {
      for (const text of [String(body), JSON.stringify(body), inspect(body, { depth: 9 }), inspect({ body })]) {
        assert.notInclude(text, "canary")
        assert.include(text, body.contentType)
      }
    }
  })
})
