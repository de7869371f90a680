/**
 * Which modules of a package others can import, by its exports map: every built module that no `null` in it closes.
 * Reads `dist`, so the package must be built.
 */
import { existsSync, readdirSync } from "node:fs"
import { join } from "node:path"
import type { Workspace } from "./workspaces.ts"

/** A module that can be imported, and the files in the package that it is. */
export interface PublicModule {
  /** Its path below `dist` and `src`, without an extension: `Money`, `live/Dialer`, `index`. */
  readonly path: string
  /** What an import writes: `@switchyard/core/Money`. */
  readonly specifier: string
  /** Its declarations, relative to the root of the repository. */
  readonly declarations: string
}

const isClosed = ({ manifest }: Workspace, path: string): boolean =>
  Object.entries(manifest.exports ?? {}).some(
    ([key, target]) =>
      target === null && (key.endsWith("*") ? `./${path}`.startsWith(key.slice(0, -1)) : `./${path}` === key)
  )

/** All modules of a package that can be imported, in the order of their names. A build file without a source is stale. */
export const publicModules = (workspace: Workspace): ReadonlyArray<PublicModule> => {
  const { directory, manifest } = workspace
  const dist = join(directory, "dist")
  if (!existsSync(dist)) throw new Error(`${dist} is not there: npm run build comes first`)
  return readdirSync(dist, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".d.ts"))
    .map((file) => file.slice(0, -".d.ts".length))
    .filter((path) => !isClosed(workspace, path) && existsSync(join(directory, "src", `${path}.ts`)))
    .toSorted()
    .map((path) => ({
      path,
      specifier: path === "index" ? manifest.name : `${manifest.name}/${path}`,
      declarations: join(dist, `${path}.d.ts`)
    }))
}

/** The packages that are published. */
export const isPublished = ({ manifest }: Workspace): boolean => manifest.private !== true
