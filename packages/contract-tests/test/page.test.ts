/** Pages that programs write, such as the results of a measurement: the check of this repository takes them as they are. */
import { execFileSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { createRequire } from "node:module"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { expect, onTestFinished, test } from "vitest"
import { writePage } from "../../../scripts/page.ts"

const written = [
  "# Results\n",
  "| task | seconds |\n| --- | ---: |\n| read | 1 |\n| compare and write down | 1,234.5 |\n",
  "* one\n* two\n",
  "Ends without a line break"
].join("\n")

test("a page is written as the formatter has it, in any folder", () => {
  const folder = mkdtempSync(join(tmpdir(), "switchyard-page-"))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, "results.md")
  writePage(file, written)
  expect(readFileSync(file, "utf8")).toBe(
    [
      "# Results",
      "",
      "| task                   | seconds |",
      "| ---------------------- | ------: |",
      "| read                   |       1 |",
      "| compare and write down | 1,234.5 |",
      "",
      "- one",
      "- two",
      "",
      "Ends without a line break",
      ""
    ].join("\n")
  )
  const biome = createRequire(import.meta.url).resolve("@biomejs/biome/bin/biome")
  const configuration = fileURLToPath(new URL("../../../biome.json", import.meta.url))
  const args = ["check", `--config-path=${configuration}`, "--vcs-enabled=false", file]
  expect(() => execFileSync(process.execPath, [biome, ...args], { stdio: "pipe" })).not.toThrow()
})
