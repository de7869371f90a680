/**
 * `npm run new-provider`, as whoever adds a provider meets it: in a copy of the workspace a provider is generated, its
 * contract is red for what the vendor's documents must tell, and a finished one is green.
 */
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { PaymentContract, PayoutContract } from "../src/index.ts"
import { red } from "./support/redLaws.ts"
import * as WorkspaceCopy from "./support/workspaceCopy.ts"

const reference = fileURLToPath(new URL("../../../scripts/test/reference", import.meta.url))

interface Report {
  readonly testResults: ReadonlyArray<{
    readonly name: string
    readonly assertionResults: ReadonlyArray<{
      readonly ancestorTitles: ReadonlyArray<string>
      readonly title: string
      readonly status: string
      readonly failureMessages: ReadonlyArray<string>
    }>
  }>
}

const patience = 180_000
const copy = WorkspaceCopy.make()
const home = "packages/acme-pay"
const generate = (...args: ReadonlyArray<string>) => copy.run("node", ["scripts/newProvider.ts", ...args])

const succeeds = async (command: string, args: ReadonlyArray<string>, folder?: string) => {
  const { code, text } = await copy.run(command, args, folder)
  expect(code, `${command} ${args.join(" ")}: ${text}`).toBe(0)
}

const compiles = async (...folders: ReadonlyArray<string>) => {
  await succeeds("tsc", ["-b", "packages/contract-tests", ...folders])
  await Promise.all(folders.map((folder) => succeeds("tsc", ["-p", "tsconfig.test.json"], folder)))
}

// One process for all files: most of the time is spent on loading.
const tests = async (folder: string, ...files: ReadonlyArray<string>) => {
  await copy.run("vitest", ["run", "--no-isolate", "--no-file-parallelism", ...files], folder)
  const report: Report = JSON.parse(readFileSync(join(copy.directory, folder, ".results/vitest.json"), "utf8"))
  return report.testResults.flatMap(({ assertionResults }) => assertionResults)
}

beforeAll(async () => {
  await succeeds("node", ["scripts/newProvider.ts", "acme-pay"])
  for (const kinds of ["payouts", "payments"]) {
    await succeeds("node", ["scripts/newProvider.ts", `only-${kinds}`, "--kinds", kinds])
  }
  for (const name of ["acme-pay", "only-payouts", "only-payments"]) copy.link(name)
}, patience)

afterAll(copy.remove)

describe("a generated provider", () => {
  test("compiles and passes every check of the workspace, with no edit elsewhere", { timeout: patience }, async () => {
    const all = [home, "packages/only-payouts", "packages/only-payments"]
    const readme = readFileSync(join(copy.directory, home, "README.md"), "utf8")
    const [, example] = /^```ts\n(.*?)^```$/ms.exec(readme) ?? []
    writeFileSync(join(copy.directory, home, "test/example.ts"), example ?? "The README shows no code.")
    await compiles(...all)
    await Promise.all([
      succeeds("biome", ["check", ...all, "scripts"]),
      succeeds("node", ["scripts/checkWorkspace.ts"]),
      succeeds("knip", [...all.flatMap((folder) => ["--workspace", folder]), "--no-config-hints"])
    ])
    expect(readFileSync(join(copy.directory, ".changeset/add-acme-pay.md"), "utf8")).toContain("@switchyard/acme-pay")
  })

  test("is red for exactly the laws that need the vendor, each saying what to do next", {
    timeout: patience
  }, async () => {
    const results = await tests(home)
    for (const kind of ["payments", "payouts"] as const) {
      const failed = results.filter(
        ({ ancestorTitles, status }) => status !== "passed" && ancestorTitles[0] === `acme-pay ${kind}`
      )
      expect(failed.map(({ title }) => title.split(":")[0]).toSorted()).toEqual(red(kind))
      const silent = failed.filter(
        ({ failureMessages }) => !/what to do next: step \d+ of docs/.test(failureMessages[0] ?? "")
      )
      expect(silent.map(({ title }) => title)).toEqual([])
    }
    const others = results.filter(
      ({ ancestorTitles, status }) => status !== "passed" && !/^acme-pay pay/.test(ancestorTitles[0] ?? "")
    )
    expect(others.map(({ title }) => title).toSorted()).toEqual([
      "the documents' list of payments is not empty",
      "the documents' list of payouts is not empty",
      "the documents' list of refusals is not empty",
      "there is at least one",
      "there is at least one example"
    ])
  })

  test("is green when it is finished, and nothing unfinished is left in it", { timeout: patience }, async () => {
    cpSync(reference, join(copy.directory, home), { recursive: true })
    rmSync(join(copy.directory, home, "src/internal/unfinished.ts"))
    await compiles(home)
    await succeeds("biome", ["check", home])
    const results = await tests(home)
    expect(results.filter(({ status }) => status !== "passed").map(({ failureMessages }) => failureMessages)).toEqual(
      []
    )
    expect(results.length).toBeGreaterThan(PaymentContract.laws.length + PayoutContract.laws.length)
  })

  test("is red again for each line of it that is broken", { timeout: patience }, async () => {
    const broken = [
      ["src/AcmePayCallbacks.ts", "if (!isSignedBy(body, signature, key))", "if (signature === key)"],
      ["src/internal/tables.ts", '{ code: "bad_request"', '{ code: ["bad_request", "strange_thing"]']
    ] as const
    for (const [file, right, wrong] of broken) {
      const path = join(copy.directory, home, file)
      const text = readFileSync(path, "utf8")
      expect(text).toContain(right)
      writeFileSync(path, text.replace(right, wrong))
    }
    const failed = (await tests(home, "test/contract.test.ts")).filter(({ status }) => status !== "passed")
    const ids = new Set(failed.map(({ title }) => title.split(":")[0]))
    expect([...ids].toSorted()).toEqual([
      "answers/reasons",
      "callbacks/forged",
      "callbacks/tampered",
      "faults/unknown-answer"
    ])
  })

  test("is loaded by the config that the guide shows", { timeout: patience }, async () => {
    const guide = readFileSync(join(copy.directory, "docs/adding-a-provider.md"), "utf8")
    const config = /^```json\n(.*?)^```$/ms.exec(guide)?.[1] ?? ""
    const program = `import { Switchyard } from "@switchyard/facade"
      await using opened = await Switchyard.open(${config}, { env: { ACME_PAY_SECRET_KEY: "k", ACME_PAY_CALLBACK_KEY: "c" } })
      console.log(Object.keys(opened))`
    const args = ["--conditions=@switchyard/source", "--input-type=module", "-e", program]
    await succeeds("node", args, "packages/facade")
  })

  test.each(["payouts", "payments"])("of %s alone has nothing of the other kind", (kinds) => {
    const other = kinds === "payouts" ? /payment/i : /payout/i
    const sources = join(copy.directory, `packages/only-${kinds}/src`)
    const mentions = readdirSync(sources, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .filter((file) => other.test(file) || other.test(readFileSync(join(sources, file), "utf8")))
    expect(mentions).toEqual([])
  })

  test.each(["Acme", "acme_pay", "acme--pay", "../acme", "memory", "effect", ""])(
    "is not called %j, and nothing is written",
    { timeout: patience },
    async (name) => {
      const before = readdirSync(join(copy.directory, "packages"))
      const { code, text } = await generate(name)
      expect(code).toBe(1)
      expect(text).toMatch(/no package name|already|collide/)
      expect(readdirSync(join(copy.directory, "packages"))).toEqual(before)
    }
  )

  test("is of no other kind than payouts and payments, and nothing is written", { timeout: patience }, async () => {
    const { code, text } = await generate("acme-two", "--kinds", "refunds")
    expect(code).toBe(1)
    expect(text).toContain("payouts, payments or both")
    expect(existsSync(join(copy.directory, "packages/acme-two"))).toBe(false)
  })
})
