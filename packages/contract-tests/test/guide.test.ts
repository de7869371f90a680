/** The guide to adding a provider, compared with the files that it speaks of. */
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { describe, expect, test } from "vitest"

const guide = readFileSync(new URL("../../../docs/adding-a-provider.md", import.meta.url), "utf8")

describe("the guide", () => {
  const steps = guide.split(/^## (?=\d+\. )/m).slice(1)

  test("is numbered without a gap", () => {
    expect(steps.map((step) => Number.parseInt(step, 10))).toEqual(steps.map((_, index) => index + 1))
  })

  test("ends each step in a command that proves it", () => {
    const unproven = steps.filter((step) => !/```sh\n[^`]+\n```\s*$/.test(step))
    expect(unproven.map((step) => step.split("\n")[0])).toEqual([])
  })

  test("shows code that stands in the provider which is compiled and passes every law", () => {
    const reference = fileURLToPath(new URL("../../../scripts/test/reference", import.meta.url))
    const files = ["AcmePaySchema.ts", "internal/tables.ts", "AcmePayClient.ts"]
    // What that provider does not need is compiled beside it.
    const examples = ["guideToken.ts", "guideCapture.ts"].map((file) => new URL(`./examples/${file}`, import.meta.url))
    const provider = [...files.map((file) => join(reference, "src", file)), ...examples].map((file) =>
      readFileSync(file, "utf8").replace(/^ +/gm, "")
    )
    const blocks = [...guide.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code ?? "")
    expect(blocks).toHaveLength(provider.length)
    for (const [index, block] of blocks.entries()) expect(provider[index]).toContain(block.replace(/^ +/gm, ""))
  })

  test("has every step that a template names, and names it for the file that it is about", () => {
    const templates = fileURLToPath(new URL("../../../templates/provider", import.meta.url))
    for (const file of readdirSync(templates, { recursive: true, encoding: "utf8" })) {
      if (!file.endsWith(".ts")) continue
      const text = readFileSync(join(templates, file), "utf8")
      for (const [, step] of text.matchAll(/unfinished\((\d+),/g)) {
        const about = file.replaceAll("__Vendor__", "AcmePay")
        expect(steps[Number(step) - 1] ?? "", `step ${step} of the guide tells of ${about}`).toContain(about)
      }
    }
  })
})
