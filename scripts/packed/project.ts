/**
 * An empty project outside the workspace, as a newcomer has it: a package.json, the packed packages, and what they ask
 * for from the registry. Nothing of this repository is reachable from it.
 */
import { execFile, spawn } from "node:child_process"
import { once } from "node:events"
import { mkdirSync, writeFileSync } from "node:fs"
import { delimiter, dirname, join } from "node:path"
import { createInterface } from "node:readline"
import { promisify } from "node:util"

const execute = promisify(execFile)

/** Where the simulators listen. */
export interface Urls {
  readonly feennex: string
  readonly p2p: string
}

/** Where a newcomer works. */
export interface Project {
  readonly directory: string
  readonly write: (file: string, text: string) => void
  /** Runs an installed command or `npm`, `node`; gives what it printed, and throws with that if it fails. */
  readonly run: (command: string, ...args: ReadonlyArray<string>) => Promise<string>
  /** Starts the installed simulators on free ports, for as long as a function runs. */
  readonly withSandbox: <A>(use: (urls: Urls) => Promise<A>) => Promise<A>
}

/** A project in a folder that is there and empty. */
export const make = (directory: string): Project => {
  const bin = join(directory, "node_modules/.bin")
  // This Node.js, but no other command of the workspace, and nothing of what npm passes to its scripts.
  const outside = (process.env.PATH ?? "").split(delimiter).filter((folder) => !folder.startsWith(process.cwd()))
  const env = {
    ...Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !/^npm_|^INIT_CWD$|^NODE_OPTIONS$/.test(name))
    ),
    PATH: [bin, dirname(process.execPath), ...outside].join(delimiter)
  }

  const run: Project["run"] = async (command, ...args) => {
    try {
      const { stdout } = await execute(command, [...args], { cwd: directory, env, maxBuffer: 64 * 1024 * 1024 })
      return stdout
    } catch (cause) {
      const { stderr = "", stdout = "" } = cause as { readonly stdout?: string; readonly stderr?: string }
      throw new Error(`${command} ${args.join(" ")}\n${stdout}${stderr}`.trim())
    }
  }

  const withSandbox: Project["withSandbox"] = async (use) => {
    const args = ["--feennex-port", "0", "--p2p-port", "0", "--stripe-port", "0"]
    const sandbox = spawn(join(bin, "switchyard-sandbox"), args, {
      cwd: directory,
      env,
      stdio: ["ignore", "pipe", "inherit"]
    })
    await once(sandbox, "spawn")
    const urls: Array<string> = []
    for await (const line of createInterface({ input: sandbox.stdout })) {
      urls.push(/http:\S+/.exec(line)?.[0] ?? "")
      if (urls.length === 2) break
    }
    try {
      const [feennex, p2p] = urls
      if (!feennex || !p2p) throw new Error("the sandbox did not print where it listens")
      return await use({ feennex, p2p })
    } finally {
      sandbox.kill()
      if (sandbox.exitCode === null && sandbox.signalCode === null) await once(sandbox, "exit")
    }
  }

  return {
    directory,
    write: (file, text) => {
      mkdirSync(dirname(join(directory, file)), { recursive: true })
      writeFileSync(join(directory, file), text)
    },
    run,
    withSandbox
  }
}
