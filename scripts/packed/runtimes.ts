/**
 * The other runtimes of this machine: its own Node.js, where that is not the pinned one, Bun and Deno. CI has them all;
 * whoever has none needs none.
 */
import { execFileSync } from "node:child_process"
import { existsSync } from "node:fs"
import { delimiter, join } from "node:path"

/** A runtime, and how it runs a file. */
export interface Runtime {
  readonly name: string
  readonly command: string
  readonly args: ReadonlyArray<string>
}

const known = [
  { name: "Node.js", file: "node", args: [] },
  { name: "Bun", file: "bun", args: [] },
  { name: "Deno", file: "deno", args: ["run", "--allow-all", "--quiet"] }
] as const

const versionOf = (command: string): string =>
  /\d+\.\d+\.\d+/.exec(execFileSync(command, ["--version"], { encoding: "utf8" }))?.[0] ?? "of an unknown version"

/** Those that are on the path outside this workspace, each with its version in its name. */
export const otherRuntimes = (): ReadonlyArray<Runtime> => {
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => !folder.startsWith(process.cwd()))
  return known.flatMap(({ args, file, name }) => {
    const command = folders.map((folder) => join(folder, file)).find(existsSync)
    if (command === undefined) return []
    const version = versionOf(command)
    return version === process.versions.node && file === "node" ? [] : [{ name: `${name} ${version}`, command, args }]
  })
}
