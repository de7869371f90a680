/** The cost of processes, as the kernel counts it: processor time and resident memory. Linux only; on other systems it is zero. */
import { existsSync, readdirSync, readFileSync } from "node:fs"

const ticksPerSecond = 100

const statOf = (pid: number): ReadonlyArray<string> => {
  const file = `/proc/${pid}/stat`
  if (!existsSync(file)) return []
  const text = readFileSync(file, "utf8")
  // The name of a process may hold anything, blanks and brackets too.
  return text.slice(text.lastIndexOf(")") + 2).split(" ")
}

const number = (fields: ReadonlyArray<string>, index: number): number => Number(fields[index] ?? 0)

/** Processor seconds of a process and of its children, also of those that have ended. */
export const processorSeconds = (pid: number): number => {
  const own = statOf(pid)
  const ticks = number(own, 11) + number(own, 12) + number(own, 13) + number(own, 14)
  const children = existsSync("/proc")
    ? readdirSync("/proc")
        .filter((name) => /^\d+$/.test(name))
        .map((name) => statOf(Number(name)))
        .filter((fields) => number(fields, 1) === pid)
    : []
  const ofChildren = children.reduce((sum, fields) => sum + number(fields, 11) + number(fields, 12), 0)
  return (ticks + ofChildren) / ticksPerSecond
}

/** Resident memory in MiB. */
export const residentMegabytes = (pid: number): number => {
  const file = `/proc/${pid}/status`
  if (!existsSync(file)) return 0
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(file, "utf8"))?.[1] ?? 0) / 1024
}
