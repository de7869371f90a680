/** Writes a run down as Markdown. */
import { cpus, totalmem } from "node:os"
import type { Name } from "./contenders/all.ts"
import type { Part, Profile } from "./profile.ts"
import type { Sample } from "./Sample.ts"
import { type Found, parallels } from "./speed.ts"
import { type Findings, judge } from "./targets.ts"

type Cell = string | number

const table = (head: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<Cell>>): string =>
  [
    `| ${head.join(" | ")} |`,
    `| ${head.map((_, index) => (index === 0 ? "---" : "---:")).join(" | ")} |`,
    ...rows.map((row) => `| ${row.join(" | ")} |`)
  ].join("\n")

const whole = (value: number): string => Math.round(value).toLocaleString("en")
const fixed = (value: number, digits: number): string =>
  Number.isFinite(value) ? value.toFixed(digits) : "not measured"

const speedRow = (name: Name, found: Found, stripe: Found | undefined): ReadonlyArray<Cell> => {
  if ("why" in found) return [name, found.why.replaceAll("|", "/"), ...Array(10).fill("")]
  const base = stripe === undefined || "why" in stripe ? undefined : stripe
  const cells = parallels.flatMap((parallel) => {
    const sample = found.get(parallel)
    if (sample === undefined) return []
    return [
      whole(sample.rate),
      fixed(sample.rate / (base?.get(parallel)?.rate ?? Number.NaN), 2),
      fixed(sample.p50, 2),
      fixed(sample.p99, 2),
      whole(sample.cpu)
    ]
  })
  const samples: ReadonlyArray<Sample> = [...found.values()]
  return [name, ...cells, whole(Math.max(...samples.map(({ peakMegabytes }) => peakMegabytes)))]
}

const speedTable = ({ speed }: Findings): string =>
  table(
    [
      "contender",
      ...parallels.flatMap((parallel) => [
        `calls/s at ${parallel}`,
        "× stripe-node",
        "p50 ms",
        "p99 ms",
        "CPU µs a call"
      ]),
      "peak MB"
    ],
    [...speed].map(([name, found]) => speedRow(name, found, speed.get("stripe-node")))
  )

const importTable = ({ imports }: Findings): string =>
  table(
    ["package", "import ms", "× stripe-node", "CPU ms", "peak MB"],
    [...imports].map(([name, { cpuMilliseconds, milliseconds, peakMegabytes }]) => [
      name,
      fixed(milliseconds, 0),
      fixed(milliseconds / (imports.get("stripe")?.milliseconds ?? Number.NaN), 2),
      fixed(cpuMilliseconds, 0),
      fixed(peakMegabytes, 0)
    ])
  )

const sizeTable = ({ sizes }: Findings): string =>
  table(
    ["installed, with dependencies", "MB"],
    [...sizes].map(([name, size]) => [name, fixed(size, 1)])
  )

const targetTable = (findings: Findings): string =>
  table(
    ["target", "wanted", "found"],
    judge(findings).map(({ found, isMet, target, wanted }) => [
      target,
      wanted,
      [...found]
        .map(([subject, value]) =>
          isMet(value) ? `${subject} ${fixed(value, 2)}` : `**${subject} ${fixed(value, 2)}**`
        )
        .join("; ")
    ])
  )

const percent = ({ name, share }: Part): ReadonlyArray<Cell> => [name, `${(share * 100).toFixed(1)} %`]

const profileTables = (profiles: ReadonlyMap<string, Profile>): string =>
  [...profiles]
    .map(([name, { functions, packages }]) =>
      [
        `### ${name}`,
        table(["whose code was running", "share of the time"], packages.slice(0, 12).map(percent)),
        table(["function", "share of the time"], functions.slice(0, 15).map(percent))
      ].join("\n\n")
    )
    .join("\n\n")

/** The whole report. */
export const report = (findings: Findings, profiles: ReadonlyMap<string, Profile>, method: string): string =>
  [
    "# Adapters against what a user would pick instead",
    `${new Date().toISOString().slice(0, 10)}, Node.js ${process.versions.node}, ${process.platform} ${process.arch}, ` +
      `${cpus().length} × ${cpus()[0]?.model.trim()}, ${whole(totalmem() / 1e9)} GB. ${method}`,
    "## Calls",
    speedTable(findings),
    "## Import and installed size",
    importTable(findings),
    sizeTable(findings),
    "## Targets",
    "What is short of its target is in bold; why is explained in `bench/adapters/README.md`.",
    targetTable(findings),
    ...(profiles.size === 0 ? [] : ["## Where the time goes", profileTables(profiles)])
  ].join("\n\n")
