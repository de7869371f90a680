/**
 * What tests start, as a few files. A process that loads eight hundred modules, and translates the embedded database twice,
 * spends most of its time on that and little on what the test asks of it. They are made once from the sources and stand in
 * for them where a process loads one of the entries. Whoever tests the start itself, and full depth, starts the sources.
 */
import { createHash } from "node:crypto"
import { globSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { type Plugin, rolldown, VERSION } from "rolldown"
import { isFull } from "../depth.ts"
import { prepared } from "../operations/support/prepared.ts"

const root = fileURLToPath(new URL("../../../../", import.meta.url))

// By the names of their files; a process may begin with one of them, or load it by the name of its package.
const entries = {
  gateway: join(root, "apps/gateway/src/main.ts"),
  feennex: join(root, "packages/feennex/src/index.ts"),
  p2p: join(root, "packages/p2p/src/index.ts"),
  stripe: join(root, "packages/stripe/src/index.ts"),
  bank: join(root, "apps/gateway/soak/bank/plugin.ts"),
  sandbox: join(root, "packages/sandbox/src/cli.ts")
}

const sources = [
  "apps/gateway/src/**/*.ts",
  "apps/gateway/soak/bank/*.ts",
  "packages/*/src/**/*.ts",
  "{apps/gateway,packages/*}/package.json"
]

const ingredients = () => {
  const hash = createHash("sha256")
    .update(VERSION)
    .update(readFileSync(fileURLToPath(import.meta.url)))
  const files = globSync(sources, { cwd: root }).toSorted()
  for (const path of [...files, "package-lock.json"]) hash.update(path).update(readFileSync(join(root, path)))
  return hash.digest("hex").slice(0, 16)
}

// Each file goes on finding what lies beside it.
const places: Plugin = {
  name: "places",
  transform: {
    filter: { id: /\.ts$/, code: /import\.meta\.url/ },
    handler: (code, id) => code.replaceAll("import.meta.url", JSON.stringify(pathToFileURL(id).href))
  }
}

// Loaded before everything else: whoever asks for the source of an entry is given what was made of it.
const hooks = (directory: string) => {
  const made = Object.entries(entries).map(([name, path]) => [
    pathToFileURL(path).href,
    pathToFileURL(join(directory, `${name}.js`)).href
  ])
  return `import { registerHooks } from "node:module"
const made = new Map(${JSON.stringify(made)})
registerHooks({
  resolve: (specifier, context, next) => {
    const found = next(specifier, context)
    const url = made.get(found.url)
    return url === undefined ? found : { ...found, url, format: "module" }
  }
})
`
}

/** Starts what was made of the sources where that is among the arguments of Node.js; none in full depth. */
export const bundled = async (): Promise<string | undefined> => {
  if (isFull) return undefined
  const name = `bundled-${ingredients()}`
  const place = await prepared(name, async (directory) => {
    const bundle = await rolldown({
      input: entries,
      cwd: root,
      platform: "node",
      resolve: { conditionNames: ["@switchyard/source", "node", "import"] },
      // Finds its own files beside it.
      external: [/^@electric-sql\//],
      plugins: [places],
      logLevel: "silent"
    })
    await bundle.write({ dir: directory, format: "esm", keepNames: true })
    await bundle.close()
    writeFileSync(join(directory, "hooks.js"), hooks(join(directory, "..", name)))
  })
  return `--import=${pathToFileURL(join(place, "hooks.js")).href}`
}
