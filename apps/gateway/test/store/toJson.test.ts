/** Texts from outside on their way into the database: whatever they hold can be stored and is still to be read. */
import * as fc from "fast-check"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { toJson, toText } from "../../src/store/toJson.ts"
import { type Database, openEmbedded } from "../operations/support/databases.ts"

let database: Database

beforeAll(async () => {
  database = await openEmbedded()
})
afterAll(() => database.close())

const store = async (value: unknown) => {
  const [row] = await database.sql<{ readonly v: unknown }>(
    `SELECT '${toJson(value).replaceAll("'", "''")}'::jsonb AS v`
  )
  return row?.v
}

describe("a text from outside", () => {
  it("is stored with what no database takes written out, and nothing else changed", async () => {
    const texts = {
      "a\u0000b": "a\\u0000b",
      "half \ud800 pair": "half \\ud800 pair",
      "other \udfff half": "other \\udfff half",
      "whole \ud83d\ude00 pair": "whole \ud83d\ude00 pair",
      "written \\u0000 out": "written \\u0000 out",
      "after a backslash \\\u0000": "after a backslash \\\\u0000",
      plain: "plain"
    }
    for (const [text, stored] of Object.entries(texts)) {
      assert.deepStrictEqual(await store({ [text]: [text] }), { [stored]: [stored] }, JSON.stringify(text))
      assert.strictEqual(toText(text), stored)
    }
  })

  it("can always be stored, whatever it is", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ unit: "binary" }), { maxLength: 5 }), async (texts) => {
        const halves = texts.map((text) => `${text}\ud800\u0000\\${text}\udc00`)
        assert.deepStrictEqual(await store(halves), halves.map(toText))
      }),
      { numRuns: 50 }
    )
  })
})
