/** The example as whoever tries it runs it: a process of its own, judged by its story and its exit code. */
import { execFile } from "node:child_process"
import { readFileSync } from "node:fs"
import { assert, it } from "vitest"

const root = new URL("../", import.meta.url)

// What the README at the top says that it prints, without the line that stands for what is left out.
const printedByReadme = (): ReadonlyArray<string> => {
  const [, text = ""] = /^```text\n(.*?)^```$/ms.exec(readFileSync(new URL("../../README.md", root), "utf8")) ?? []
  return text.split("\n").filter((line) => line !== "" && line !== "…")
}

it("holds at every step, prints what the README shows of it, and no card, address or secret", async ({ signal }) => {
  const { code, output } = await new Promise<{ readonly code: unknown; readonly output: string }>((resolve) => {
    const flags = ["--conditions=@switchyard/source", "src/main.ts"]
    execFile(process.execPath, flags, { cwd: root, signal }, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, output: stdout + stderr })
    )
  })
  assert.strictEqual(code, 0, output)
  assert.deepStrictEqual(output.match(/✓ (?:paid once, by \w+|nobody paid)$/gm), [
    "✓ paid once, by p2p",
    "✓ paid once, by feennex",
    "✓ nobody paid",
    "✓ paid once, by feennex",
    "✓ paid once, by p2p"
  ])
  assert.include(output, "p2p provably did nothing, so feennex was asked: p2p Rejected, feennex Accepted")
  assert.isAbove(printedByReadme().length, 5)
  assert.deepStrictEqual(
    printedByReadme().filter((line) => !output.split("\n").includes(line)),
    []
  )
  assert.include(output, "Every step held")
  for (const hidden of ["4111111111111111", "@shop.example", "sandbox_"]) assert.notInclude(output, hidden)
})
