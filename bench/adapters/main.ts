/**
 * Measures the adapters against their peers, prints the tables and writes them to `bench/results/adapters-<date>.md`.
 * `--quick` takes about a minute, is less exact, and writes nothing.
 */
import { mkdir } from "node:fs/promises"
import { loadavg } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { writePage } from "../../scripts/page.ts"
import type { Name } from "./contenders/all.ts"
import { installPeers, root, run } from "./folders.ts"

const { values } = parseArgs({ options: { quick: { type: "boolean", default: false } } })
const { quick: isQuick } = values

const effort = isQuick
  ? { rounds: 3, milliseconds: 150, warmUpMilliseconds: 2000, imports: 3 }
  : { rounds: 13, milliseconds: 300, warmUpMilliseconds: 4000, imports: 11 }

const step = <A>(what: string, work: () => Promise<A>): Promise<A> => {
  console.error(`${what} …`)
  return work()
}

await step("installing the peers", installPeers)
await step("building", () =>
  run("npx", ["tsc", "-b", ...["core", "feennex", "p2p", "facade"].map((name) => `packages/${name}`)], root)
)

// Only now can be loaded what needs the peers.
const { install } = await import("./installs.ts")
const { measureImports } = await import("./imports.ts")
const { measure } = await import("./speed.ts")
const { profile } = await import("./profile.ts")
const { report } = await import("./report.ts")

const load = loadavg()[0] ?? 0
const speed = await step("calling", () => measure(effort))
const profiled: ReadonlyArray<Name> = isQuick ? [] : ["feennex create, Effect", "stripe-node"]
const profiles = new Map<string, Awaited<ReturnType<typeof profile>>>()
for (const name of profiled) {
  profiles.set(`${name}, 32 at once`, await step(`profiling ${name}`, () => profile(name, 32, 5000)))
}
const installs = await step("installing each alone", install)
const imports = await step("importing", () => measureImports(effort.imports, installs.ours))
await installs.remove()

const method =
  `Every contender in a process of its own, kept warm, the simulator in another one; samples of ${effort.milliseconds} ms ` +
  `in turn, ${effort.rounds} rounds, medians. Imports: ${effort.imports} fresh processes each, in turn, medians. ` +
  `Load average at the start: ${load.toFixed(1)}.`
const text = report({ speed, imports, sizes: installs.sizes }, profiles, method)
console.log(text)

if (!isQuick) {
  const results = join(root, "bench/results")
  await mkdir(results, { recursive: true })
  const file = join(results, `adapters-${new Date().toISOString().slice(0, 10)}.md`)
  writePage(file, text)
  console.error(`written to ${file}`)
}
