/**
 * `npm run bench:registers`: settlement reports of 1,000, 10,000 and 100,000 lines, read by the Feennex adapter and compared by the
 * gateway, each in a process of its own. It fails where memory grows with the length of the file, and writes the table
 * to bench/results.
 */
import { execFileSync } from "node:child_process"
import { mkdtempSync, rmSync, statSync } from "node:fs"
import { availableParallelism, cpus, tmpdir, totalmem } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { writePage } from "../../scripts/page.ts"
import { type Format, formats, write } from "./files.ts"
import type { Usage } from "./usage.ts"

const lengths = [1000, 10_000, 100_000] as const

// What a hundred times as many lines may hold more, in MiB: a list of them would be several times that.
const allowance = 16

interface Measured extends Usage {
  readonly task: string
  readonly format: Format
  readonly bytes: number
}

const directory = mkdtempSync(join(tmpdir(), "switchyard-bench-"))
const pathOf = (format: Format, rows: number) => join(directory, `${rows}.${format}`)

const run = (task: "read" | "compare", format: Format, rows: number): Measured => {
  const script = new URL(`./${task}.ts`, import.meta.url).pathname
  const options = ["--conditions=@switchyard/source", "--expose-gc", "--no-warnings"]
  const path = pathOf(format, rows)
  const output = execFileSync(process.execPath, [...options, script, path, String(rows), pathOf(format, 1000)], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"]
  })
  const usage: Usage = JSON.parse(output.trim().split("\n").at(-1) ?? "")
  if (usage.lines !== rows) throw new Error(`${task} ${format}: ${usage.lines} lines of ${rows}`)
  return { ...usage, task, format, bytes: statSync(path).size }
}

const number = (value: number, digits = 0) =>
  value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits })

const line = ({ aliveMegabytes, bytes, format, lines, residentMegabytes, seconds, task }: Measured) =>
  `| ${task} | ${format.toUpperCase()} | ${number(lines)} | ${number(bytes / 2 ** 20, 1)} | ${number(seconds, 2)} | ${number(lines / seconds)} | ${number(Math.max(aliveMegabytes, 0), 1)} | ${number(residentMegabytes)} |`

const growth = (measured: ReadonlyArray<Measured>, task: string, format: Format): number => {
  const of = (rows: number) =>
    measured.find((each) => each.task === task && each.format === format && each.lines === rows)?.aliveMegabytes ?? 0
  return of(lengths[2]) - of(lengths[0])
}

const measured: Array<Measured> = []
for (const format of formats) for (const rows of lengths) write(pathOf(format, rows), format, rows)
for (const format of formats) for (const rows of lengths) measured.push(run("read", format, rows))
for (const rows of lengths) measured.push(run("compare", "csv", rows))
rmSync(directory, { recursive: true })

const rows = [...formats.map((format) => ["read", format] as const), ["compare", "csv"] as const]
const growths = rows.map(([task, format]) => ({ task, format, grown: growth(measured, task, format) }))
const date = new Date().toISOString().slice(0, 10)
const machine = `${availableParallelism()} cores (${cpus()[0]?.model.trim() ?? "unknown"}), ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform} ${process.arch}, Node.js ${process.version}`

const report = `# Registers, ${date}

Measured by \`npm run bench:registers\` on ${machine}; other programs ran on the machine, so times are only rough.

\`read\` is the Feennex adapter alone; \`compare\` is the whole import of the gateway over the embedded database, with every
second line in the ledger and as many operations again that no line speaks of. Each line of the table is a process of its
own. "Alive" is the most that was alive right after full collections on the way, beyond what was before the report:
this is what would grow if anything were kept. XLSX is read as a whole in a thread of its own, whose heap shows in "resident"
only. "Resident" is the whole process, with the slack that the collector leaves
itself and, for \`compare\`, with the database.

| task | format | lines | file, MiB | seconds | lines/s | alive, MiB | resident, MiB |
| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |
${measured.map(line).join("\n")}

A hundred times as many lines hold this much more, where ${allowance} MiB are allowed: ${growths
  .map(({ format, grown, task }) => `${task} ${format.toUpperCase()} ${number(grown, 1)} MiB`)
  .join(", ")}.
`

writePage(fileURLToPath(new URL(`../results/registers-${date}.md`, import.meta.url)), report)
console.log(report)
const grown = growths.filter((each) => each.grown > allowance)
for (const { format, grown: by, task } of grown) console.error(`${task} ${format} grows by ${number(by, 1)} MiB`)
process.exitCode = grown.length === 0 ? 0 : 1
