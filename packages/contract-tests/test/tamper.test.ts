import type { Raw } from "@switchyard/core/Callback"
import * as DateTime from "effect/DateTime"
import { describe, expect, test } from "vitest"
import { pairs, reordered, resized, variations } from "../src/internal/tamper.ts"

const raw = (body: string): Raw => ({
  body: new TextEncoder().encode(body),
  headers: { "x-sign": "abc", "content-type": "any" },
  path: "",
  receivedAt: DateTime.makeUnsafe(0)
})

const bodies = (of: Raw) => variations(of).map(({ raw, what }) => [what, new TextDecoder().decode(raw.body)])

describe("tampering", () => {
  test("changes and removes every member of a JSON object, and keeps the text of the others", () => {
    expect(bodies(raw('{"a":6.0,"b":"x"}'))).toEqual([
      ["a changed", '{"a":16.0,"b":"x"}'],
      ["b changed", '{"a":6.0,"b":"a"}'],
      ["a removed", '{"b":"x"}'],
      ["b removed", '{"a":6.0}'],
      ["header x-sign removed", '{"a":6.0,"b":"x"}'],
      ["header x-sign changed", '{"a":6.0,"b":"x"}']
    ])
  })

  test("changes and removes every field of form text", () => {
    expect(bodies(raw("a=1&b=")).slice(0, 4)).toEqual([
      ["a changed", "a=2&b="],
      ["b changed", "a=1&b=1"],
      ["a removed", "b="],
      ["b removed", "a=1"]
    ])
  })

  test("leaves one part out and changes another", () => {
    const made = pairs(raw("a=1&sign=5")).map(({ raw: { body, headers }, what }) => [
      what,
      new TextDecoder().decode(body),
      headers["x-sign"]
    ])
    expect(made).toContainEqual(["sign removed and a changed", "a=2", "abc"])
    expect(made).toContainEqual(["header x-sign removed and a changed", "a=2&sign=5", undefined])
  })

  test("empties, cuts, doubles and spoils every text and header, and leaves numbers alone", () => {
    const made = resized(raw('{"a":6.0,"b":"xy"}')).map(({ raw: { body, headers }, what }) => [
      what,
      new TextDecoder().decode(body),
      headers["x-sign"]
    ])
    expect(made).toEqual([
      ["b emptied", '{"a":6.0,"b":""}', "abc"],
      ["header x-sign emptied", '{"a":6.0,"b":"xy"}', ""],
      ["b cut", '{"a":6.0,"b":"x"}', "abc"],
      ["header x-sign cut", '{"a":6.0,"b":"xy"}', "ab"],
      ["b doubled", '{"a":6.0,"b":"xyxy"}', "abc"],
      ["header x-sign doubled", '{"a":6.0,"b":"xy"}', "abcabc"],
      ["b with NUL and half a surrogate", String.raw`{"a":6.0,"b":"xy\u0000\ud800"}`, "abc"],
      ["header x-sign with NUL and half a surrogate", '{"a":6.0,"b":"xy"}', "abc\u0000\ud800"]
    ])
  })

  test("turns the members round", () => {
    expect(new TextDecoder().decode(reordered(raw('{"a":1.50,"b":[2]}')).body)).toBe('{"b":[2],"a":1.50}')
  })
})
