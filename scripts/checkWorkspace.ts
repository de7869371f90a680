/**
 * Checks what no other tool sees: that versions agree, that every package has the same exports and scripts, that every
 * provider has the same rooms, and that the arrows between packages point one way. Prints each problem and exits 1.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { basename, join, relative } from "node:path"
import { skipped } from "./skippedTests.ts"
import { type Manifest, manifestOf, type Workspace, workspaces } from "./workspaces.ts"

const problems: Array<string> = []
const problem = (where: string, what: string) => void problems.push(`${where}: ${what}`)

const sources = (directory: string): ReadonlyArray<string> =>
  existsSync(directory)
    ? readdirSync(directory, { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith(".ts"))
        .map((name) => join(directory, name))
    : []

// What may be imported by the sources of each package; an app may import everything but another app.
const arrows: Readonly<Record<string, ReadonlyArray<string>>> = {
  core: [],
  sandbox: [],
  facade: ["core"],
  memory: ["core"],
  "contract-tests": ["core"],
  settlement: ["core"]
}
const mayImport = (name: string) => arrows[name] ?? ["core", "settlement"]

const root = manifestOf(".")
const exact = (name: string): string | undefined => root.devDependencies?.[name]

// A package has one floor and exports whatever is not in its internal folder, or it has rooms and lists its modules.
const checkExports = (directory: string, { exports = {} }: Manifest) => {
  if (exports["./*"] !== undefined) {
    if (exports["./internal/*"] !== null) problem(directory, "internal modules must not be exported")
    return
  }
  const listed = Object.values(exports).flatMap((target) =>
    typeof target === "object" && target !== null ? [Object.values(target)[0]] : []
  )
  for (const file of sources(join(directory, "src"))) {
    const path = `./${relative(directory, file)}`
    const isListed = listed.includes(path)
    if (isListed && path.includes("/internal/")) problem(directory, `${path} is internal and must not be exported`)
    if (!isListed && !path.includes("/internal/"))
      problem(directory, `${path} is neither exported nor in an internal folder`)
  }
}

const checkManifest = ({ directory, manifest }: Workspace) => {
  for (const [name, version] of Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })) {
    if (name.startsWith("@switchyard/")) continue
    if (!/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
      problem(directory, `${name} must be pinned exactly, not "${version}"`)
    const expected = exact(name)
    if (expected !== undefined && version !== expected)
      problem(directory, `${name} is ${version}, the root has ${expected}`)
  }
  if (manifest.private === true) return
  const conditions = Object.keys((manifest.exports?.["."] ?? {}) as object)
  if (conditions[0] !== "@switchyard/source") problem(directory, "the source condition must come first in exports")
  checkExports(directory, manifest)
  for (const script of ["build", "typecheck", "test", "lint:package"]) {
    if (manifest.scripts?.[script] === undefined) problem(directory, `has no script "${script}"`)
  }
  for (const file of ["README.md", "tsconfig.json", "tsconfig.test.json", "vitest.config.ts"]) {
    if (!existsSync(join(directory, file))) problem(directory, `has no ${file}`)
  }
  const licence = join(directory, "LICENSE")
  if (!existsSync(licence) || readFileSync(licence, "utf8") !== readFileSync("LICENSE", "utf8")) {
    problem(directory, "must ship the LICENSE of the root")
  }
  // Turbo knows no peers: without this, what it has cached outlives a change in the package that is asked for.
  for (const name of Object.keys(manifest.peerDependencies ?? {})) {
    if (manifest.devDependencies?.[name] === undefined) problem(directory, `${name} must be a devDependency too`)
  }
  if (manifest.version !== manifestOf("packages/core").version) problem(directory, "all packages have one version")
}

const checkArrows = ({ directory, manifest }: Workspace) => {
  if (manifest.private === true) return
  const name = basename(directory)
  for (const file of sources(join(directory, "src"))) {
    for (const [, target] of readFileSync(file, "utf8").matchAll(/from "@switchyard\/([\w-]+)/g)) {
      if (target !== undefined && !mayImport(name).includes(target)) problem(file, `${name} must not import ${target}`)
    }
    if (file !== "packages/core/src/http/Http.ts" && /from "ky"/.test(readFileSync(file, "utf8"))) {
      problem(file, "only core's Http imports ky")
    }
    if (/from "effect"/.test(readFileSync(file, "utf8"))) problem(file, "packages import effect by its modules")
  }
}

// Whoever counts the tests takes a skipped one for one that did not pass, a quarter of an hour later.
const checkTests = (directory: string) => {
  for (const file of sources(join(directory, "test"))) {
    const found = skipped(readFileSync(file, "utf8"))
    if (found !== undefined)
      problem(file, `${found}: a test that is not for now is left out by an if, and none is skipped`)
  }
}

// The rooms of a provider package, with the vendor's name for X.
const rooms = ["X.ts", "XOptions.ts", "XClient.ts", "XSchema.ts", "index.ts"]
const internalRooms = ["manifest.ts", "tables.ts"]

const vendorOf = (directory: string): string | undefined =>
  readdirSync(join(directory, "src"))
    .find((name) => /^[A-Z]\w*Options\.ts$/.test(name))
    ?.replace("Options.ts", "")

const exportsPlugin = (directory: string): boolean => {
  const index = join(directory, "src/index.ts")
  return existsSync(index) && /export \{ plugin \}/.test(readFileSync(index, "utf8"))
}

// A package with one of the two is an adapter, and must have the other.
const isProvider = ({ directory, manifest }: Workspace): boolean =>
  manifest.private !== true && (vendorOf(directory) !== undefined || exportsPlugin(directory))

const checkProvider = (directory: string) => {
  const vendor = vendorOf(directory)
  if (vendor === undefined) return problem(directory, "has no XOptions.ts to take the vendor's name from")
  for (const room of rooms.map((name) => name.replace("X", vendor))) {
    if (!existsSync(join(directory, "src", room))) problem(directory, `has no src/${room}`)
  }
  if (!["Payments", "Payouts"].some((kind) => existsSync(join(directory, "src", `${vendor}${kind}.ts`)))) {
    problem(directory, `has neither src/${vendor}Payments.ts nor src/${vendor}Payouts.ts`)
  }
  for (const room of internalRooms) {
    if (!existsSync(join(directory, "src/internal", room))) problem(directory, `has no src/internal/${room}`)
  }
  const definition = join(directory, "src", `${vendor}.ts`)
  const defined = existsSync(definition) ? readFileSync(definition, "utf8") : ""
  if (!defined.includes("Provider.define(")) problem(definition, "must be a definition: Provider.define({ … })")
  if (/^ +callbacks:/m.test(defined) && !existsSync(join(directory, "src", `${vendor}Callbacks.ts`))) {
    problem(directory, `has callbacks and no src/${vendor}Callbacks.ts`)
  }
  if (!exportsPlugin(directory)) problem(directory, "index.ts must export the plugin")
  if (!existsSync(join(directory, "test/contract.test.ts")) && basename(directory) !== "memory") {
    problem(directory, "has no test/contract.test.ts")
  }
}

for (const workspace of workspaces()) {
  checkManifest(workspace)
  checkArrows(workspace)
  checkTests(workspace.directory)
  if (isProvider(workspace)) checkProvider(workspace.directory)
}

for (const line of problems) console.log(line)
console.log(problems.length === 0 ? "workspace: all rooms in order" : `workspace: ${problems.length} problems`)
process.exitCode = problems.length === 0 ? 0 : 1
