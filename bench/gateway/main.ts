/**
 * `npm run bench:gateway`: measures the gateway against the bare database driver, prints the table and writes it to
 * `bench/results/`. `-- --quick` measures less, and writes nothing; `-- --only throughput,nodes` prints parts of it raw.
 */
import { mkdtempSync, rmSync } from "node:fs"
import { loadavg, tmpdir } from "node:os"
import { join } from "node:path"
import { performance } from "node:perf_hooks"
import { parseArgs } from "node:util"
import { writePage } from "../../scripts/page.ts"
import type { Bench } from "./Bench.ts"
import * as Child from "./Child.ts"
import { nodes } from "./measure/nodes.ts"
import { open } from "./measure/open.ts"
import { plans } from "./measure/plans.ts"
import { profile } from "./measure/profile.ts"
import { starting } from "./measure/starting.ts"
import { throughput } from "./measure/throughput.ts"
import * as Postgres from "./Postgres.ts"
import { plansReport, report } from "./report.ts"

const { values } = parseArgs({ options: { quick: { type: "boolean", default: false }, only: { type: "string" } } })

const results = new URL("../results/", import.meta.url).pathname
const measurements = { throughput, nodes, starting, profile, open }

const began = performance.now()
const seconds = () => (performance.now() - began) / 1000
const load = () => loadavg()[0] ?? 0

const everything = async (bench: Bench): Promise<void> => {
  const before = load()
  const measured = {
    throughput: await throughput(bench),
    nodes: await nodes(bench),
    starting: await starting(bench),
    shares: await profile(bench),
    open: await open(bench)
  }
  const taken = await plans(bench, measured.open.manyUrl)
  const date = new Date().toISOString().slice(0, 10)
  const { isQuick, postgres } = bench
  const circumstances = {
    postgresVersion: postgres.version,
    load: { before, after: load() },
    seconds: seconds(),
    isQuick
  }
  const text = report({ ...measured, ...circumstances }, date)
  console.log(text)
  if (isQuick) return
  writePage(join(results, `gateway-${date}.md`), text)
  writePage(join(results, "gateway-plans.md"), plansReport(taken, measured.open.manyCount, date))
}

const some = async (bench: Bench, names: ReadonlyArray<string>): Promise<void> => {
  for (const [name, measure] of Object.entries(measurements)) {
    if (names.includes(name)) console.log(name, await measure(bench))
  }
}

for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1))

const directory = mkdtempSync(join(tmpdir(), "switchyard-bench-"))
process.once("exit", () => rmSync(directory, { recursive: true, force: true }))
const postgres = await Postgres.start(directory)
const children = { simulators: Child.start("simulators"), merchant: Child.start("merchant"), base: Child.start("base") }
try {
  const receiverPort = await children.merchant.order<number>({ do: "listen" })
  const print = (line: string) => console.error(`${seconds().toFixed(0).padStart(4)} s  ${line}`)
  const bench: Bench = { directory, postgres, ...children, receiverPort, isQuick: values.quick, print }
  await (values.only === undefined ? everything(bench) : some(bench, values.only.split(",")))
} finally {
  await Promise.all(Object.values(children).map(({ stop }) => stop()))
  await postgres.stop()
}
