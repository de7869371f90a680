/**
 * A small disk of a process's own: a file system in memory that nobody else sees, gone with the process. Where a process
 * may not have one, its calls are told that there is no room instead.
 */
import { spawnSync } from "node:child_process"
import { closeSync, existsSync, mkdtempSync, openSync, rmSync, statfsSync, writeFileSync, writeSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

/** A disk for one process, which is started with it. */
export interface Disk {
  readonly directory: string
  /** Stands before the program and its arguments. */
  readonly command: ReadonlyArray<string>
  /** Arguments of Node.js. */
  readonly args: ReadonlyArray<string>
  readonly env: Readonly<Record<string, string>>
  /** Leaves the process, which runs now, so many bytes at most. */
  readonly fill: (pid: number, left: number) => void
  readonly empty: (pid: number) => void
  readonly remove: () => void
}

/** Tells the preloaded part where the file is that says how much room is left. */
export const variable = "TEST_ROOM_LEFT"

const piece = Buffer.alloc(1024 * 1024)

const isFull = (error: unknown): boolean => error instanceof Error && "code" in error && error.code === "ENOSPC"

// Whoever else writes there takes room meanwhile: how much there is is asked before each piece, and none left is full as well.
const writeZeros = (path: string, left: number) => {
  const file = openSync(path, "w")
  const room = () => {
    const { bavail, bsize } = statfsSync(join(path, ".."))
    return bavail * bsize - left
  }
  try {
    for (let rest = room(); rest > 0; rest = room()) writeSync(file, piece, 0, Math.min(rest, piece.length))
  } catch (error) {
    if (!isFull(error)) throw error
  } finally {
    closeSync(file)
  }
}

const ways = [["--mount"], ["--user", "--map-root-user", "--mount"]]

const own = (directory: string, mebibytes: number) => {
  const mount = `mount -t tmpfs -o size=${mebibytes}m tmpfs "$0" && exec "$@"`
  const way = ways.find((each) => spawnSync("unshare", [...each, "sh", "-c", mount, directory, "true"]).status === 0)
  return way === undefined ? undefined : ["unshare", ...way, "sh", "-c", mount, directory]
}

/** A disk of so many mebibytes. */
export const make = (mebibytes: number): Disk => {
  const directory = mkdtempSync(join(tmpdir(), "switchyard-disk-"))
  const remove = () => rmSync(directory, { recursive: true, force: true })
  const command = own(directory, mebibytes)
  if (command !== undefined) {
    // As the process sees it.
    const filler = (pid: number) => `/proc/${pid}/root${join(directory, "filler")}`
    return {
      directory,
      command,
      args: [],
      env: {},
      fill: (pid, left) => writeZeros(filler(pid), left),
      empty: (pid) => rmSync(filler(pid)),
      remove
    }
  }
  const told = `${directory}.room`
  return {
    directory,
    command: [],
    args: [`--import=${new URL("./noRoom.ts", import.meta.url).href}`],
    env: { [variable]: told },
    fill: (_, left) => writeFileSync(told, `${left}`),
    empty: () => rmSync(told),
    remove: () => {
      remove()
      if (existsSync(told)) rmSync(told)
    }
  }
}
