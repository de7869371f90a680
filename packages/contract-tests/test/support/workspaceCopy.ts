/**
 * A copy of this workspace in a temporary folder, with as much of it as a new provider needs: no network and no install,
 * because its `node_modules` links to what is installed here, and the packages are linked by hand.
 */
import { execFile } from "node:child_process"
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"
import { fileURLToPath } from "node:url"

const root = fileURLToPath(new URL("../../../../", import.meta.url))

const files = [
  "LICENSE",
  "package.json",
  "tsconfig.base.json",
  "biome.json",
  "knip.json",
  ".gitignore",
  "docs/adding-a-provider.md",
  "scripts",
  "templates",
  ...["core", "memory", "contract-tests", "facade"].map((name) => `packages/${name}`)
]

const leftOut = new Set(["node_modules", "dist", ".results", ".turbo", ".git"])

/** How a command ended. */
export interface Ended {
  readonly code: number
  /** The text that it printed, errors included. */
  readonly text: string
}

/** The copy in the hands of a test. */
export interface WorkspaceCopy {
  readonly directory: string
  /** Runs an installed command in a folder of the copy. */
  readonly run: (command: string, args: ReadonlyArray<string>, folder?: string) => Promise<Ended>
  /** Does for a new package what `npm install` would. */
  readonly link: (name: string) => void
  readonly remove: () => void
}

/** Makes a copy. */
export const make = (): WorkspaceCopy => {
  const directory = mkdtempSync(join(tmpdir(), "switchyard-new-provider-"))
  for (const file of files) {
    cpSync(join(root, file), join(directory, file), {
      recursive: true,
      filter: (source) => !leftOut.has(basename(source))
    })
  }
  mkdirSync(join(directory, "apps"))
  const modules = join(directory, "node_modules")
  mkdirSync(join(modules, "@switchyard"), { recursive: true })
  for (const name of readdirSync(join(root, "node_modules"))) {
    if (name !== "@switchyard") symlinkSync(join(root, "node_modules", name), join(modules, name))
  }
  const link = (name: string) => {
    const place = join(modules, "@switchyard", name)
    if (!existsSync(place)) symlinkSync(join(directory, "packages", name), place)
  }
  for (const name of readdirSync(join(directory, "packages"))) link(name)

  const run: WorkspaceCopy["run"] = (command, args, folder = ".") =>
    new Promise((resolve) => {
      const { HOME = "", NODE_COMPILE_CACHE, PATH = "" } = process.env
      const options = {
        cwd: join(directory, folder),
        // What the test runner around this one passes to its workers is not meant for the one in the copy.
        env: { HOME, NODE_COMPILE_CACHE, PATH: `${join(modules, ".bin")}:${PATH}` },
        maxBuffer: 64 * 1024 * 1024
      }
      execFile(command === "node" ? process.execPath : command, [...args], options, (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === "number" ? error.code : 1
        resolve({ code, text: stdout + stderr })
      })
    })

  return { directory, run, link, remove: () => rmSync(directory, { recursive: true, force: true }) }
}
