/** undici is loaded on Node alone, whatever of core is imported; who runs elsewhere gets the runtime's own fetch. */
import { execFile } from "node:child_process"
import { readFileSync } from "node:fs"
import { promisify } from "node:util"
import { assert, describe, it } from "@effect/vitest"

const run = promisify(execFile)

// What a module loads, printed as the names of packages.
const program = (specifier: string) => `
  import { registerHooks } from "node:module"
  const loaded = new Set()
  registerHooks({
    resolve(specifier, context, next) {
      const found = next(specifier, context)
      loaded.add(/.*node_modules\\/([^/]+)\\//.exec(found.url)?.[1])
      return found
    }
  })
  await import("${specifier}")
  console.log(["undici", "effect"].filter((name) => loaded.has(name)).join())
`

const loads = async (specifier: string, condition?: string): Promise<string> => {
  const conditions = ["@switchyard/source", ...(condition === undefined ? [] : [condition])]
  const flags = conditions.map((name) => `--conditions=${name}`)
  const args = [...flags, "--no-warnings", "--input-type=module", "-e", program(specifier)]
  return (await run(process.execPath, args)).stdout.trim()
}

describe("the transport", () => {
  it.each(["bun", "deno", "workerd", "browser"])("under the condition %s comes without undici", async (condition) => {
    assert.strictEqual(await loads("@switchyard/core/Transport", condition), "effect")
    assert.strictEqual(await loads("@switchyard/core", condition), "effect")
  })

  it("comes with undici on Node, and only where a module of ours needs it", async () => {
    assert.strictEqual(await loads("@switchyard/core/Transport"), "undici,effect")
    assert.strictEqual(await loads("@switchyard/core/Undici", "bun"), "undici,effect")
  })

  it("of a runtime that nobody knows is that of the others, from sources as from the build", () => {
    const { imports } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"))
    const { node, ...others } = imports["#defaultTransport"]
    assert.deepStrictEqual(Object.keys(imports["#defaultTransport"]).slice(-2), ["node", "default"])
    for (const other of Object.values(others)) assert.deepStrictEqual(other, others.default)
    for (const targets of [node, others.default]) {
      const names = Object.values(targets).map((path) => /internal\/(\w+)\./.exec(String(path))?.[1])
      assert.strictEqual(new Set(names).size, 1)
    }
  })
})
