/** The samples of __Vendor__'s documents, decoded by the schemas that the adapter decodes with. */
import { readdirSync, readFileSync } from "node:fs"
import { Answer } from "@switchyard/core/Http"
import * as Json from "@switchyard/core/Json"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { describe, expect, test } from "vitest"
import * as Wire from "../src/__Vendor__Schema.ts"

const folder = new URL("./fixtures/", import.meta.url)
const samples = readdirSync(folder).filter((name) => name.endsWith(".json"))
const reading = (text: string) => Wire.read(new Answer(200, {}, text))
const answer = (name: string) => reading(readFileSync(new URL(name, folder), "utf8"))

// A sample is named `<operation>-<case>.json`; one of an error is named `error-<code>.json`.
const schemas: Readonly<Record<string, Schema.ConstraintDecoder<unknown>>> = {
  // if payments
  payment: Wire.Payment,
  // end
  // if payouts
  payout: Wire.Payout
  // end
}

describe("the samples of the documents", () => {
  test("there is at least one", () => {
    expect(samples.length, "step 4 of docs/adding-a-provider.md: test/fixtures holds the samples").toBeGreaterThan(0)
  })

  for (const name of samples) {
    test(`${name} is JSON, and understood`, () => {
      const kind = name.split("-")[0] ?? ""
      const parsed = answer(name)
      if (kind === "error") return expect(parsed._tag).toBe("Refusal")
      const schema = schemas[kind]
      if (parsed._tag !== "Success" || schema === undefined) return expect.fail(`${name} is read as ${parsed._tag}`)
      expect(Schema.decodeUnknownOption(schema)(parsed.data)._tag).toBe("Some")
    })
  }

  test("an answer that is no JSON is unreadable", () => {
    expect(Result.isFailure(Json.parse("<html>"))).toBe(true)
    expect(reading("<html>")._tag).toBe("Unreadable")
  })
})
