/**
 * One package as `npm pack` makes it, and what must hold of it before anybody installs it: it ships what it needs and
 * nothing else, its exports point at files that are there, and it asks for every package that its code imports.
 */
import { execFileSync } from "node:child_process"
import { copyFileSync, mkdirSync, readFileSync } from "node:fs"
import { isBuiltin } from "node:module"
import { join } from "node:path"
import { publicModules } from "../publicModules.ts"
import type { Workspace } from "../workspaces.ts"

/** A packed package. */
export interface Tarball {
  readonly workspace: Workspace
  /** The tarball's path. */
  readonly path: string
  /** The paths inside it, without the leading `package/`. */
  readonly files: ReadonlyArray<string>
  /** Bytes to download. */
  readonly size: number
  /** Bytes on disk. */
  readonly unpackedSize: number
}

interface Printed {
  readonly name: string
  readonly filename: string
  readonly files: ReadonlyArray<{ readonly path: string }>
  readonly size: number
  readonly unpackedSize: number
}

/** Packs built packages into a folder. */
export const packAll = (packages: ReadonlyArray<Workspace>, folder: string): ReadonlyArray<Tarball> => {
  const which = packages.flatMap(({ directory }) => ["--workspace", directory])
  const args = ["pack", "--json", "--ignore-scripts", "--pack-destination", folder, ...which]
  const printed: ReadonlyArray<Printed> = JSON.parse(
    execFileSync("npm", args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] })
  )
  return packages.map((workspace) => {
    const packed = printed.find(({ name }) => name === workspace.manifest.name)
    if (packed === undefined) throw new Error(`npm pack left out ${workspace.manifest.name}`)
    const { filename, files, size, unpackedSize } = packed
    return { workspace, path: join(folder, filename), files: files.map(({ path }) => path), size, unpackedSize }
  })
}

// What a package may ship. Sources are there for source maps and for "go to definition".
const allowed = [
  /^(?:package\.json|README\.md|LICENSE)$/,
  /^dist\/[\w/]+(?:\.js|\.d\.ts)(?:\.map)?$/,
  /^src\/[\w/]+\.ts$/,
  /^bin\/[\w-]+\.js$/,
  /^[\w-]+\.schema\.json$/
]
const forbidden = /(?:^|\/)(?:tests?|typetest|fixtures|soak|coverage)\/|\.test\.|tsbuildinfo|\.env/

/** Every file is on the list, the licence is among them, and sources and build files are of the same modules. */
export const checkFiles = ({ files }: Tarball): string => {
  const strange = files.filter((file) => forbidden.test(file) || !allowed.some((pattern) => pattern.test(file)))
  if (strange.length > 0) throw new Error(`ships what nobody needs: ${strange.join(", ")}`)
  const missing = ["package.json", "README.md", "LICENSE"].filter((file) => !files.includes(file))
  if (missing.length > 0) throw new Error(`does not ship ${missing.join(", ")}`)
  const among = (pattern: RegExp) => files.flatMap((file) => pattern.exec(file)?.[1] ?? [])
  const [built, sources] = [among(/^dist\/(.*)\.js$/), among(/^src\/(.*)\.ts$/)]
  const stale = built.filter((module) => !sources.includes(module))
  if (stale.length > 0) throw new Error(`ships what has no source (remove dist and build again): ${stale.join(", ")}`)
  const unbuilt = sources.filter((module) => !built.includes(module))
  if (unbuilt.length > 0) throw new Error(`ships sources that are not built: ${unbuilt.join(", ")}`)
  return `${files.length} files`
}

const targetsOf = (target: unknown): ReadonlyArray<string> => {
  if (typeof target === "string") return [target]
  return typeof target === "object" && target !== null ? Object.values(target).flatMap(targetsOf) : []
}

/** Whatever condition an import is resolved under, also one of its own (`#name`), the file is in the tarball. */
export const checkExports = ({ files, workspace }: Tarball): string => {
  const targets = targetsOf([workspace.manifest.exports, workspace.manifest.imports])
  const modules = publicModules(workspace)
  const missing = targets
    .flatMap((target: string) =>
      target.includes("*") ? modules.map(({ path }) => target.replace("*", path)) : [target]
    )
    .filter((target) => !files.includes(target.replace(/^\.\//, "")))
  if (missing.length > 0) throw new Error(`exports files that it does not ship: ${missing.join(", ")}`)
  return `${modules.length} modules`
}

const importsOf = (text: string): ReadonlyArray<string> =>
  [...text.matchAll(/(?:\bfrom |\bimport |\bimport\()"([^"]+)"/g)].map(([, specifier]) => specifier ?? "")

const packageOf = (specifier: string): string =>
  specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/")

/** The packages that its code and declarations import are asked for, as ranges that exist outside this repository. */
export const checkDependencies = ({ files, workspace: { directory, manifest } }: Tarball): string => {
  const asked: Readonly<Record<string, string>> = { ...manifest.dependencies, ...manifest.peerDependencies }
  for (const [name, range] of Object.entries(asked)) {
    if (!/\d/.test(range) || /workspace|file:|link:|\*/.test(range)) throw new Error(`asks for ${name} as "${range}"`)
    if (name.startsWith("@switchyard/") && manifest.peerDependencies?.[name] === undefined) {
      throw new Error(`${name} must be a peer, so that there is one copy of it in a program`)
    }
  }
  const imported = new Set(
    files
      .filter((file) => /^dist\/.*(?:\.js|\.d\.ts)$/.test(file))
      .flatMap((file) => importsOf(readFileSync(join(directory, file), "utf8")))
      .filter((specifier) => !/^[.#]/.test(specifier) && !isBuiltin(specifier))
      .map(packageOf)
  )
  const unasked = [...imported].filter((name) => name !== manifest.name && asked[name] === undefined)
  if (unasked.length > 0) throw new Error(`imports what it does not ask for: ${unasked.join(", ")}`)
  const unused = Object.keys(asked).filter((name) => !imported.has(name))
  if (unused.length > 0) throw new Error(`asks for what it does not import: ${unused.join(", ")}`)
  return Object.keys(asked).join(", ") || "none"
}

/** npm publishes the package.json as it stands, with nothing corrected on the way. */
export const checkManifest = ({ path, workspace: { directory } }: Tarball): string | undefined => {
  const place = `${path}.manifest`
  const [original, fixed] = [join(directory, "package.json"), join(place, "package.json")]
  mkdirSync(place)
  copyFileSync(original, fixed)
  execFileSync("npm", ["pkg", "fix"], { cwd: place, stdio: "ignore" })
  if (readFileSync(fixed, "utf8") !== readFileSync(original, "utf8")) {
    throw new Error(`npm pkg fix would change it:\n${readFileSync(fixed, "utf8")}`)
  }
  return undefined
}
