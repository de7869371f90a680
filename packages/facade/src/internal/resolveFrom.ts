/**
 * Where an `import` in another file would find a package: the way that Node.js documents under "Resolution algorithm
 * specification" of ES modules, for packages that are installed in a `node_modules`. For runtimes that cannot be asked.
 */
import { readFileSync, realpathSync, statSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"

interface Found {
  readonly directory: string
  readonly manifest: Readonly<Record<string, unknown>>
}

/** The URL of the module that `name` means in the file at the URL `from`. `conditions` are those that hold here. */
export const resolveFrom = (name: string, from: string, conditions: ReadonlyArray<string>): string => {
  const depth = name.startsWith("@") ? 2 : 1
  const parts = name.split("/")
  const packageName = parts.slice(0, depth).join("/")
  const subpath = [".", ...parts.slice(depth)].join("/")
  const importer = fileURLToPath(from)
  const found = find(packageName, importer)
  // In the words of Node.js, so that it is recognised as what it is.
  if (found === undefined) throw new Error(`Cannot find package '${packageName}' imported from ${importer}`)
  const { directory, manifest } = found
  const file = isGiven(manifest.exports)
    ? exported(manifest.exports, subpath, new Set([...conditions, "default"]))
    : subpath === "."
      ? mainOf(found)
      : subpath
  if (file === undefined) {
    const what = subpath === "." ? "main module" : `'${subpath}'`
    throw new Error(`No ${what} is exported by the package.json of ${packageName} for ${conditions.join(", ")}`)
  }
  const path = join(directory, file)
  if (!isFile(path)) throw new Error(`Cannot find module '${path}' imported from ${importer}`)
  return pathToFileURL(realpathSync(path)).href
}

const isGiven = (value: unknown): boolean => value !== undefined && value !== null

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const packageIn = (directory: string): Found | undefined => {
  const file = join(directory, "package.json")
  if (!isFile(file)) return undefined
  const manifest: unknown = JSON.parse(readFileSync(file, "utf8"))
  return { directory, manifest: isObject(manifest) ? manifest : {} }
}

const above = (path: string): ReadonlyArray<string> => {
  const parent = dirname(path)
  return parent === path ? [] : [parent, ...above(parent)]
}

// A package finds itself by its name, if it says what it exports; everything else lies in a node_modules above.
const find = (packageName: string, importer: string): Found | undefined => {
  const folders = above(importer)
  for (const folder of folders) {
    const own = packageIn(folder)
    if (own === undefined) continue
    if (own.manifest.name === packageName && isGiven(own.manifest.exports)) return own
    break
  }
  for (const folder of folders) {
    const installed = packageIn(join(folder, "node_modules", packageName))
    if (installed !== undefined) return installed
  }
  return undefined
}

const mainOf = ({ directory, manifest }: Found): string | undefined => {
  const { main } = manifest
  const named = typeof main === "string" ? [main, `${main}.js`, `${main}.json`, `${main}/index.js`] : []
  return [...named, "index.js"].find((file) => isFile(join(directory, file)))
}

/** The file that `exports` gives for a subpath, undefined where it gives none. */
const exported = (exports: unknown, subpath: string, conditions: ReadonlySet<string>): string | undefined => {
  const hasSubpaths = isObject(exports) && Object.keys(exports).some((key) => key.startsWith("."))
  if (!hasSubpaths) return subpath === "." ? targetOf(exports, "", conditions) : undefined
  if (Object.hasOwn(exports, subpath) && !subpath.includes("*")) return targetOf(exports[subpath], "", conditions)
  const fits = Object.keys(exports).flatMap((key) => {
    const [before = "", after] = key.split("*", 2)
    const isLonger = subpath.length >= key.length && subpath !== before
    const isFit = after !== undefined && isLonger && subpath.startsWith(before) && subpath.endsWith(after)
    return isFit ? [{ key, before, middle: subpath.slice(before.length, subpath.length - after.length) }] : []
  })
  // The most particular pattern decides, also when it says that there is nothing.
  const [best] = fits.sort((a, b) => b.before.length - a.before.length || b.key.length - a.key.length)
  return best === undefined ? undefined : targetOf(exports[best.key], best.middle, conditions)
}

// What is neither a path below the package nor leads to one exports nothing.
const targetOf = (target: unknown, middle: string, conditions: ReadonlySet<string>): string | undefined => {
  if (typeof target === "string") return target.startsWith("./") ? target.replaceAll("*", () => middle) : undefined
  if (Array.isArray(target)) return firstOf(target, middle, conditions)
  if (!isObject(target)) return undefined
  for (const [condition, inner] of Object.entries(target)) {
    if (!conditions.has(condition)) continue
    const file = targetOf(inner, middle, conditions)
    // Null ends the search: it says that under this condition there is nothing.
    if (file !== undefined || inner === null) return file
  }
  return undefined
}

const firstOf = (targets: ReadonlyArray<unknown>, middle: string, conditions: ReadonlySet<string>) => {
  for (const target of targets) {
    const file = targetOf(target, middle, conditions)
    if (file !== undefined) return file
  }
  return undefined
}
