/**
 * Checks that `npm ci` works from the lock files on every platform and with every registry: there is an entry for
 * everything that is asked for, the optional packages of other platforms included, none states where it was downloaded
 * from, and every install script is spoken of. npm leaves out what its own platform does not need when it finds packages
 * installed already. Prints each problem and exits 1.
 */
import { readFileSync } from "node:fs"
import { join } from "node:path"

interface Entry {
  readonly resolved?: string
  readonly link?: boolean
  readonly hasInstallScript?: boolean
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>
}

type Entries = Readonly<Record<string, Entry>>

const modules = "node_modules/"

const isInstalled = (place: string): boolean => place.startsWith(modules) || place.includes(`/${modules}`)

const asked = (place: string, entry: Entry): ReadonlyArray<string> => [
  ...Object.keys(entry.dependencies ?? {}),
  ...Object.keys(entry.optionalDependencies ?? {}),
  ...Object.keys(entry.peerDependencies ?? {}).filter((name) => entry.peerDependenciesMeta?.[name]?.optional !== true),
  ...(isInstalled(place) ? [] : Object.keys(entry.devDependencies ?? {}))
]

// As Node.js looks for a package: beside who asks, then in every folder above.
const isFound = (entries: Entries, place: string, name: string): boolean => {
  const folders = place.split("/").map((_, index, parts) => parts.slice(0, index + 1).join("/"))
  return ["", ...folders.map((folder) => `${folder}/`)].some((folder) => `${folder}${modules}${name}` in entries)
}

const problemsOf = (directory: string): ReadonlyArray<string> => {
  const read = (file: string) => JSON.parse(readFileSync(join(directory, file), "utf8"))
  const { packages }: { readonly packages: Entries } = read("package-lock.json")
  const { allowScripts = {} }: { readonly allowScripts?: Readonly<Record<string, boolean>> } = read("package.json")
  return Object.entries(packages).flatMap(([place, entry]) => {
    const name = place.slice(place.lastIndexOf(modules) + modules.length)
    const missing = asked(place, entry).filter((asks) => !isFound(packages, place, asks))
    return [
      ...missing.map(
        (asks) => `has no ${asks}, which ${place || "the project"} asks for: make it anew without node_modules`
      ),
      ...(entry.link !== true && entry.resolved !== undefined ? [`${place} states where it was downloaded from`] : []),
      ...(entry.hasInstallScript === true && !(name in allowScripts)
        ? [`${place} has an install script, which allowScripts in package.json does not list`]
        : [])
    ]
  })
}

const directories = [".", "docs/reference", "bench/adapters"]
const problems = directories.flatMap((directory) =>
  problemsOf(directory).map((what) => `${join(directory, "package-lock.json")}: ${what}`)
)
for (const line of problems) console.log(line)
console.log(problems.length === 0 ? "lock files: complete" : `lock files: ${problems.length} problems`)
process.exitCode = problems.length === 0 ? 0 : 1
