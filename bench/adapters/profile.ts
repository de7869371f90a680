/**
 * Where the processor time of a call goes: a contender runs under Node's sampling profiler, and every sample is counted
 * for the package whose code was running. What cannot be called any package's is the runtime's own.
 */
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Name } from "./contenders/all.ts"
import { startRunner, startSimulator } from "./processes.ts"

interface CpuProfile {
  readonly nodes: ReadonlyArray<{
    readonly id: number
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number }
  }>
  readonly samples: ReadonlyArray<number>
  readonly timeDeltas: ReadonlyArray<number>
}

const ownerOf = (url: string, functionName: string): string => {
  if (functionName === "(garbage collector)") return "garbage collection"
  if (functionName === "(program)") return "system calls and native code"
  const packageName = /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1]
  if (packageName !== undefined) return packageName
  const own = /\/packages\/([^/]+)\//.exec(url)?.[1]
  if (own !== undefined) return `@switchyard/${own}`
  if (url.startsWith("node:internal/deps/undici")) return "Node's Request, Response and Headers"
  if (url.startsWith("node:")) return "Node's own modules"
  return url.includes("/bench/") ? "this measurement" : "JavaScript built-ins"
}

/** One line of a profile. */
export interface Part {
  readonly name: string
  /** The share of the time that was not idle. */
  readonly share: number
}

const shares = (times: ReadonlyMap<string, number>): ReadonlyArray<Part> => {
  const all = [...times.values()].reduce((sum, time) => sum + time, 0)
  return [...times].map(([name, time]) => ({ name, share: time / all })).sort((a, b) => b.share - a.share)
}

const add = (times: Map<string, number>, name: string, time: number) =>
  void times.set(name, (times.get(name) ?? 0) + time)

/** The shares of packages and of single functions. */
export interface Profile {
  readonly packages: ReadonlyArray<Part>
  readonly functions: ReadonlyArray<Part>
}

// Until then modules are loaded and code is compiled.
const skippedMicroseconds = 4_000_000

const read = ({ nodes, samples, timeDeltas }: CpuProfile): Profile => {
  const byId = new Map(nodes.map((node) => [node.id, node.callFrame]))
  const packages = new Map<string, number>()
  const functions = new Map<string, number>()
  let passed = 0
  samples.forEach((id, index) => {
    passed += timeDeltas[index] ?? 0
    if (passed < skippedMicroseconds) return
    const frame = byId.get(id)
    if (frame === undefined || frame.functionName === "(idle)" || frame.functionName === "(root)") return
    const time = Math.max(0, timeDeltas[index] ?? 0)
    const owner = ownerOf(frame.url, frame.functionName)
    add(packages, owner, time)
    const file = frame.url.split("/").slice(-2).join("/")
    add(functions, `${frame.functionName || "(anonymous)"} ${file}:${frame.lineNumber + 1}`, time)
  })
  return { packages: shares(packages), functions: shares(functions) }
}

/** Profiles a contender for some seconds. */
export const profile = async (name: Name, parallel: number, milliseconds: number): Promise<Profile> => {
  const directory = await mkdtemp(join(tmpdir(), "bench-profile-"))
  const simulator = await startSimulator()
  try {
    const runner = await startRunner(name, simulator.origin, ["--cpu-prof", `--cpu-prof-dir=${directory}`])
    await runner.sample({ parallel, milliseconds: milliseconds + skippedMicroseconds / 1000 })
    await runner.stop()
    const [file = ""] = await readdir(directory)
    return read(JSON.parse(await readFile(join(directory, file), "utf8")))
  } finally {
    await simulator.stop()
    await rm(directory, { recursive: true })
  }
}
