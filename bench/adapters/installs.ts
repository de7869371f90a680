/**
 * The installed size for a user: each package with its dependencies in an empty project outside the workspace. Ours are packed
 * first, so that it is the files of the release that are weighed and loaded; effect is counted with them, as a peer
 * that must be there.
 */
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { here, installInto, megabytes, root, run } from "./folders.ts"

const packages = ["core", "feennex", "p2p", "facade"] as const

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
}

const manifest = async (directory: string): Promise<Manifest> =>
  JSON.parse(await readFile(join(directory, "package.json"), "utf8"))

/** Folders with something installed, by name, and what becomes of them. */
export interface Installs {
  /** The project into which all of ours are installed. */
  readonly ours: string
  readonly sizes: ReadonlyMap<string, number>
  readonly remove: () => Promise<void>
}

/** Installs everything and weighs it. */
export const install = async (): Promise<Installs> => {
  const directory = await mkdtemp(join(tmpdir(), "bench-installs-"))
  const tarballs = join(directory, "tarballs")
  await mkdir(tarballs)
  const packed = new Map<string, string>()
  for (const name of packages) {
    const output = await run(
      "npm",
      ["pack", "--json", "--silent", "--pack-destination", tarballs],
      join(root, "packages", name)
    )
    packed.set(name, join(tarballs, fileOf(output)))
  }
  const effect = `effect@${(await manifest(root)).devDependencies?.effect}`
  const { dependencies: peers = {} } = await manifest(here)
  const specs: ReadonlyArray<readonly [string, ReadonlyArray<string>]> = [
    ...Object.entries(peers).map(([name, version]) => [name, [`${name}@${version}`]] as const),
    ["core + feennex", [of(packed, "core"), of(packed, "feennex"), effect]],
    ["core + p2p", [of(packed, "core"), of(packed, "p2p"), effect]],
    ["core + feennex + p2p + facade", [...packed.values(), effect]]
  ]
  const sizes = new Map<string, number>()
  for (const [name, wanted] of specs) {
    const project = join(directory, name.replaceAll(/[^a-z0-9]+/g, "-"))
    await installInto(project, wanted)
    sizes.set(name, await megabytes(join(project, "node_modules")))
  }
  return {
    ours: join(directory, "core-feennex-p2p-facade"),
    sizes,
    remove: () => rm(directory, { recursive: true })
  }
}

const of = (packed: ReadonlyMap<string, string>, name: (typeof packages)[number]): string => packed.get(name) ?? name

// npm 11 prints a list, later versions an object by package name.
const fileOf = (output: string): string => {
  const [entry] = Object.values(JSON.parse(output) as Readonly<Record<string, { readonly filename: string }>>)
  if (entry === undefined) throw new Error("npm pack printed nothing")
  return entry.filename
}
