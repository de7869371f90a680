/** The workspaces of this repository, read from their folders. */
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"

/** The part of a package.json that the scripts need. */
export interface Manifest {
  readonly name: string
  readonly version: string
  readonly private?: boolean
  readonly exports?: Readonly<Record<string, unknown>>
  readonly imports?: Readonly<Record<string, unknown>>
  readonly files?: ReadonlyArray<string>
  readonly scripts?: Readonly<Record<string, string>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
}

/** A workspace: its folder, relative to the root, and its package.json. */
export interface Workspace {
  readonly directory: string
  readonly manifest: Manifest
}

/** Reads a package.json. */
export const manifestOf = (directory: string): Manifest =>
  JSON.parse(readFileSync(join(directory, "package.json"), "utf8")) as Manifest

/** All workspaces, in the order of their folders. */
export const workspaces = (): ReadonlyArray<Workspace> =>
  ["packages", "apps"].flatMap((group) =>
    readdirSync(group)
      .map((name) => join(group, name))
      .filter((directory) => existsSync(join(directory, "package.json")))
      .map((directory) => ({ directory, manifest: manifestOf(directory) }))
  )
