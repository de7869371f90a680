/**
 * Writes what the last mutation run of an adapter found into `docs/mutation-report.md`: the score of each file, and every
 * survivor with the reason that `stryker.survivors.json` of the package gives for it. A survivor without a reason, and a
 * reason without a survivor, end it with 1. `npx node scripts/mutationReport.ts <package>`, after its `stryker run`.
 */
import { existsSync, readFileSync } from "node:fs"
import { cpus } from "node:os"
import { join } from "node:path"
import { writePage } from "./page.ts"

interface Mutant {
  readonly location: { readonly start: Position; readonly end: Position }
  readonly replacement: string
  readonly status: string
}

interface Position {
  readonly line: number
  readonly column: number
}

interface Report {
  readonly files: Readonly<Record<string, { readonly source: string; readonly mutants: ReadonlyArray<Mutant> }>>
}

interface Survivor {
  readonly file: string
  readonly code: string
  readonly becomes: string
}

interface Explained extends Survivor {
  readonly why: string
}

const [name = ""] = process.argv.slice(2)
const root = join(import.meta.dirname, "..")
const home = join(root, "packages", name)
const path = join(root, "docs/mutation-report.md")
const read = <A>(file: string): A => JSON.parse(readFileSync(join(home, file), "utf8"))

const { files } = read<Report>(".results/mutation.json")
const explained = read<ReadonlyArray<Explained>>("stryker.survivors.json")

const isCaught = ({ status }: Mutant) => status === "Killed" || status === "Timeout"

// What was changed, on one line.
const codeOf = (source: string, { end, start }: Mutant["location"]): string => {
  const lines = source.split("\n").slice(start.line - 1, end.line)
  const last = lines.length - 1
  return lines
    .map((line, at) => line.slice(at === 0 ? start.column - 1 : 0, at === last ? end.column - 1 : undefined).trim())
    .join(" ")
}

const code = (text: string) => `\`${text.replaceAll("|", "\\|").replaceAll("`", "'")}\``
const percent = (part: number, whole: number) => `${((100 * part) / whole).toFixed(2)} %`
const row = (...cells: ReadonlyArray<string>) => `| ${cells.join(" | ")} |`
const isSame = (a: Survivor) => (b: Survivor) => a.file === b.file && a.code === b.code && a.becomes === b.becomes

const scores = Object.entries(files).map(([file, { mutants }]) => {
  const counted = mutants.filter(({ status }) => status !== "Ignored")
  return { file, all: counted.length, caught: counted.filter(isCaught).length }
})
const total = scores.reduce((sum, { all, caught }) => ({ all: sum.all + all, caught: sum.caught + caught }), {
  all: 0,
  caught: 0
})
const survivors = Object.entries(files).flatMap(([file, { mutants, source }]) =>
  mutants
    .filter((mutant) => mutant.status !== "Ignored" && !isCaught(mutant))
    .map(({ location, replacement }) => ({
      file,
      line: location.start.line,
      code: codeOf(source, location),
      becomes: replacement.replace(/\s*\n\s*/g, " ")
    }))
)

const unexplained = survivors.filter((survivor) => !explained.some(isSame(survivor)))
const stale = explained.filter((reason) => !survivors.some(isSame(reason)))
for (const { becomes, code, file, line } of unexplained) {
  console.error(`not explained: ${file}:${line}\n  ${code}\n  becomes ${becomes}`)
}
for (const { code, file } of stale) console.error(`explained, but killed: ${file}\n  ${code}`)

const section = [
  `## @switchyard/${name}`,
  `${new Date().toISOString().slice(0, 10)}, Node.js ${process.version}, ${cpus().length} cores: ${total.caught} of ${total.all} mutants killed, **${percent(total.caught, total.all)}**.`,
  [
    row("file", "killed", "survived", "score"),
    row("---", "---", "---", "---"),
    ...scores.map(({ all, caught, file }) =>
      row(code(file), String(caught), String(all - caught), percent(caught, all))
    )
  ].join("\n"),
  survivors.length === 0
    ? "Nothing survived."
    : [
        row("survivor", "code", "becomes", "why it survives"),
        row("---", "---", "---", "---"),
        ...survivors.map((survivor) =>
          row(
            code(`${survivor.file}:${survivor.line}`),
            code(survivor.code),
            code(survivor.becomes),
            explained.find(isSame(survivor))?.why ?? "**not explained**"
          )
        )
      ].join("\n")
].join("\n\n")

const head = `# Mutation report

How good the contract suite is at finding a broken adapter: [Stryker](https://stryker-mutator.io) changes the adapters' fault
classification, signing and status tables, one place at a time, and runs the contract laws alone, on sockets and replayed
(\`npm run mutate\`, some minutes; no unit test takes part). A mutant is killed when some law turns red. Below 85 % the run
fails, and so it does when a survivor has no explanation in the package's \`stryker.survivors.json\`. No mutator is excluded.
`
const old = existsSync(path) ? readFileSync(path, "utf8") : ""
const sections = new Map(
  old
    .split(/^(?=## )/m)
    .slice(1)
    .map((text) => [text.split("\n")[0] ?? "", text.trim()])
)
sections.set(`## @switchyard/${name}`, section)
const written = [...sections].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text)
writePage(path, [head.trim(), ...written].join("\n\n"))
console.log(`${name}: ${percent(total.caught, total.all)}, docs/mutation-report.md is written`)
if (unexplained.length + stale.length > 0) process.exitCode = 1
