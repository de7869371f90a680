/** Runs npm and node in other folders, and weighs what lies in them. */
import { execFile } from "node:child_process"
import { mkdir, readdir, stat, writeFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"

const execute = promisify(execFile)

/** The root of the repository. */
export const root = fileURLToPath(new URL("../..", import.meta.url))

/** The folder of this measurement, where the peers are installed. */
export const here = fileURLToPath(new URL(".", import.meta.url))

// This measurement runs on the Node.js of the repository, and so must everything it starts.
const env = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env.PATH}` }

/** Runs a command and gives what it printed. */
export const run = async (command: string, args: ReadonlyArray<string>, cwd: string): Promise<string> =>
  (await execute(command, [...args], { cwd, env, maxBuffer: 1 << 26 })).stdout

const quiet = ["--no-audit", "--no-fund", "--no-progress", "--loglevel=error", "--ignore-scripts", "--prefer-offline"]

/** Installs the peers of their lock file. */
export const installPeers = async (): Promise<void> => void (await run("npm", ["ci", ...quiet], here))

/** Makes an empty project and installs these packages into it. */
export const installInto = async (directory: string, specs: ReadonlyArray<string>): Promise<void> => {
  await mkdir(directory, { recursive: true })
  await writeFile(join(directory, "package.json"), '{ "private": true, "type": "module" }\n')
  await run("npm", ["install", ...quiet, ...specs], directory)
}

/** The size of all files below a folder, in megabytes of a million bytes. */
export const megabytes = async (directory: string): Promise<number> => {
  let bytes = 0
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) bytes += (await stat(join(entry.parentPath, entry.name))).size
  }
  return bytes / 1e6
}
