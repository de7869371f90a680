/** Finding packages for a runtime that cannot be asked: Node.js, which can be asked, says what is right. */
import { execFileSync } from "node:child_process"
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { pathToFileURL } from "node:url"
import { assert, describe, it } from "@effect/vitest"
import { afterAll } from "vitest"
import { resolveFrom } from "../src/internal/resolveFrom.ts"

const root = realpathSync(mkdtempSync(join(tmpdir(), "switchyard-resolve-")))
afterAll(() => rmSync(root, { recursive: true }))

const write = (file: string, text = "") => {
  mkdirSync(dirname(join(root, file)), { recursive: true })
  writeFileSync(join(root, file), text)
}

const install = (folder: string, manifest: object, ...files: ReadonlyArray<string>) => {
  write(`${folder}/package.json`, JSON.stringify(manifest))
  for (const file of files) write(`${folder}/${file}`)
}

const modules = "app/node_modules"
install("app", { name: "shop", type: "module", exports: { "./psp": "./psp.js" } }, "psp.js")
install("app/src", {}, "main.mjs")
install(`${modules}/by-main`, { main: "./lib/m.js" }, "lib/m.js", "lib/other.js")
install(`${modules}/by-main-without-ending`, { main: "lib/m" }, "lib/m.js")
install(`${modules}/by-main-folder`, { main: "lib" }, "lib/index.js")
install(`${modules}/by-index`, { main: "gone.js" }, "index.js")
install(`${modules}/by-nothing`, {})
install(`${modules}/@acme/one`, { exports: "./i.js" }, "i.js", "hidden.js")
install(`${modules}/@acme/only-import`, { exports: { import: "./i.js" } }, "i.js")
install(`${modules}/@acme/only-require`, { exports: { require: "./i.cjs" } }, "i.cjs")
install(
  `${modules}/@acme/both`,
  { exports: { ".": { types: "./i.d.ts", require: "./i.cjs", node: { import: "./i.js" }, default: "./d.js" } } },
  "i.js",
  "i.cjs",
  "d.js"
)
install(`${modules}/@acme/list`, { exports: [{ browser: "./b.js" }, "not/a/path", "./i.js"] }, "i.js")
install(`${modules}/@acme/none`, { exports: { ".": { import: null, default: "./i.js" } } }, "i.js")
install(`${modules}/@acme/falls-through`, { exports: { node: { browser: "./b.js" }, default: "./i.js" } }, "i.js")
install(`${modules}/@acme/missing-file`, { exports: "./gone.js" })
install(
  `${modules}/@acme/patterns`,
  {
    exports: {
      "./*": { types: "./d/*.d.ts", default: "./lib/*.js" },
      "./features/*": "./features/*.js",
      "./features/*.js": "./features/*.js",
      "./features/secret/*": null,
      "./exact": "./lib/x.js",
      "./package.json": "./package.json"
    }
  },
  "lib/a.js",
  "lib/x.js",
  "lib/deep/b.js",
  "features/f.js",
  "features/secret/s.js"
)
install("app/src/node_modules/nearer", { exports: "./near.js" }, "near.js")
install(`${modules}/nearer`, { exports: "./far.js" }, "far.js")
install("node_modules/above", { exports: "./i.js" }, "i.js")
install("store/linked", { exports: "./i.js" }, "i.js")
symlinkSync(join(root, "store/linked"), join(root, modules, "linked"))

const importer = join(root, "app/src/main.mjs")
const oracle = `const answers = process.argv.slice(1).map((name) => {
  try { return import.meta.resolve(name, ${JSON.stringify(pathToFileURL(importer).href)}) } catch { return "none" }
})
process.stdout.write(JSON.stringify(answers))`

const names = [
  "by-main",
  "by-main/lib/other.js",
  "by-main-without-ending",
  "by-main-folder",
  "by-index",
  "by-nothing",
  "@acme/one",
  "@acme/one/hidden.js",
  "@acme/only-import",
  "@acme/only-require",
  "@acme/both",
  "@acme/list",
  "@acme/none",
  "@acme/falls-through",
  "@acme/patterns",
  "@acme/patterns/a",
  "@acme/patterns/deep/b",
  "@acme/patterns/exact",
  "@acme/patterns/features/f",
  "@acme/patterns/features/f.js",
  "@acme/patterns/features/secret/s",
  "@acme/patterns/package.json",
  "nearer",
  "above",
  "linked",
  "shop/psp",
  "@acme/gone",
  "gone/deep"
]

const answer = (name: string): string => {
  try {
    return resolveFrom(name, pathToFileURL(importer).href, ["node", "import"])
  } catch {
    return "none"
  }
}

describe("a package is found for another file", () => {
  const args = ["--experimental-import-meta-resolve", "--input-type=module", "-e", oracle, ...names]
  const answers: ReadonlyArray<string> = JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8" }))
  names.forEach((name, index) => {
    it(`as Node.js finds it: ${name} is ${answers[index]?.replace(pathToFileURL(root).href, "") ?? "missing"}`, () => {
      assert.strictEqual(answer(name), answers[index])
    })
  })

  it("under the conditions of the runtime, whichever is named first", () => {
    install(`${modules}/@acme/runtimes`, { exports: { bun: "./bun.js", import: "./i.js" } }, "bun.js", "i.js")
    const from = pathToFileURL(importer).href
    assert.match(resolveFrom("@acme/runtimes", from, ["node", "import", "bun"]), /\/bun\.js$/)
    assert.match(resolveFrom("@acme/runtimes", from, ["node", "import"]), /\/i\.js$/)
  })

  it("or not, and then it is told which package or module is missing, in the words that are recognised", () => {
    const from = pathToFileURL(importer).href
    const resolve = (name: string) => () => resolveFrom(name, from, ["node", "import"])
    assert.throws(resolve("@acme/gone/deep"), `Cannot find package '@acme/gone' imported from ${importer}`)
    assert.throws(
      resolve("@acme/missing-file"),
      `Cannot find module '${join(root, modules, "@acme/missing-file/gone.js")}' imported from ${importer}`
    )
    assert.throws(resolve("@acme/one/hidden.js"), /'\.\/hidden\.js'.*package\.json of @acme\/one/)
  })
})
