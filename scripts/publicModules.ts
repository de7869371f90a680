/**
 * Which modules of a package others can import, by its exports map: those that it lists, and where it has a pattern every built
 * module that no `null` closes. Reads `dist`, so the package must be built.
 */
import { existsSync, readdirSync } from "node:fs"
import { join } from "node:path"
import type { Workspace } from "./workspaces.ts"

/** A module that can be imported, and the files in the package that it is. */
export interface PublicModule {
  /** The part behind the package's name in an import: `Money`, `live/Dialer`; `index` for the name alone. */
  readonly path: string
  /** The specifier of an import: `@switchyard/core/Money`. */
  readonly specifier: string
  /** Its declarations, relative to the root of the repository. */
  readonly declarations: string
}

const isClosed = ({ manifest }: Workspace, path: string): boolean =>
  Object.entries(manifest.exports ?? {}).some(
    ([key, target]) =>
      target === null && (key.endsWith("*") ? `./${path}`.startsWith(key.slice(0, -1)) : `./${path}` === key)
  )

// A build file without a source is stale.
const byPattern = (workspace: Workspace): ReadonlyArray<string> => {
  const { directory, manifest } = workspace
  if (manifest.exports?.["./*"] === undefined) return []
  return readdirSync(join(directory, "dist"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".d.ts"))
    .map((file) => file.slice(0, -".d.ts".length))
    .filter((path) => !isClosed(workspace, path) && existsSync(join(directory, "src", `${path}.ts`)))
}

const typesOf = (target: unknown): string | undefined =>
  typeof target === "object" && target !== null && "types" in target && typeof target.types === "string"
    ? target.types
    : undefined

/** All modules of a package that can be imported, in the order of their names. */
export const publicModules = (workspace: Workspace): ReadonlyArray<PublicModule> => {
  const { directory, manifest } = workspace
  if (!existsSync(join(directory, "dist"))) throw new Error(`${directory}/dist is not there: npm run build comes first`)
  const listed = Object.entries(manifest.exports ?? {}).flatMap(([key, target]): ReadonlyArray<[string, string]> => {
    const types = typesOf(target)
    return types === undefined || key.includes("*") ? [] : [[key === "." ? "index" : key.slice("./".length), types]]
  })
  const files = new Map([
    ...byPattern(workspace).map((path): [string, string] => [path, `dist/${path}.d.ts`]),
    ...listed
  ])
  return [...files]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, declarations]) => ({
      path,
      specifier: path === "index" ? manifest.name : `${manifest.name}/${path}`,
      declarations: join(directory, declarations)
    }))
}

/** The packages that are published. */
export const isPublished = ({ manifest }: Workspace): boolean => manifest.private !== true
