/** Processes of this machine, and what they have started: killed all at once, as when their machine goes. */
import { execFileSync } from "node:child_process"
import { setTimeout as pause } from "node:timers/promises"

interface Process {
  readonly pid: number
  readonly parent: number
  /** As `ps` tells it; one that begins with Z has ended. */
  readonly state: string
}

const all = (): ReadonlyArray<Process> =>
  execFileSync("ps", ["-A", "-o", "pid=,ppid=,stat="], { encoding: "utf8" })
    .trim()
    .split("\n")
    .map((line) => {
      const [pid = "", parent = "", state = ""] = line.trim().split(/\s+/)
      return { pid: Number(pid), parent: Number(parent), state }
    })

const below = (root: number, processes: ReadonlyArray<Process>): ReadonlyArray<number> =>
  processes.filter(({ parent }) => parent === root).flatMap(({ pid }) => [...below(pid, processes), pid])

const signal = (pid: number, name: NodeJS.Signals) => {
  try {
    process.kill(pid, name)
  } catch (error) {
    // It has ended by itself.
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error
  }
}

/** kill -9 of a process and of all that it has started; resolves when none of them is left. */
export const killTree = async (root: number): Promise<void> => {
  // Nobody gets the time to do anything about the end of another.
  signal(root, "SIGSTOP")
  const doomed = new Set([...below(root, all()), root])
  for (const pid of doomed) signal(pid, "SIGKILL")
  while (all().some(({ pid, state }) => doomed.has(pid) && !state.startsWith("Z"))) await pause(10)
}
